"""What there is to see on the pages: who looks, at which address, with what of a province.

`python -m tests.sights.gallery` takes the pictures of docs/gallery from the province that
`scripts/run` left.
"""
