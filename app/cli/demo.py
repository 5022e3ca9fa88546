"""`ansinh demo`: the main job of the service, on one machine, from nothing to the report."""

from typing import Annotated

import typer

from app.cli.frame import Json


def demo(
    as_json: Json = False,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Xong thì tiếp tục phục vụ đến khi dừng.")
    ] = True,
    scale: Annotated[
        float, typer.Option(min=0.01, max=1.0, help="Cỡ của tỉnh: 1 là đủ, 0.01 là nhỏ nhất.")
    ] = 1.0,
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe (ANSINH_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng (ANSINH_PORT).")] = None,
) -> int:
    """Play the whole programme of a province; 0 when the result equals the report of 2020."""
    from app.cli.demo_house import Wish
    from app.cli.demo_play import play
    from app.core.settings import settings

    wish = Wish(host or settings().host, port or settings().port, scale, serve, as_json)
    return play(wish)
