"""The cellar: tools of the house, with no business word in them."""
