"""`kohya-like` without a command: the page."""

from typing import Annotated

import typer

from kohya_like.cli.options import Workspace, writable_workspace
from kohya_like.config.catalogue import Entry
from kohya_like.config.text import Language, Text

PAGE = Entry(Text("page", "页面"), "kohya_like.ui.serving.serve:serve")
"""By name, as children are: no other room needs Gradio, whose import takes longer than any command."""

PORT = 7860

Host = Annotated[
    str,
    typer.Option(
        help=str(
            Text(
                "Address to listen on; 0.0.0.0 lets the whole network in, and needs --auth.",
                "监听的地址；0.0.0.0 允许整个网络访问，需要 --auth。",
            )
        )
    ),
]
Port = Annotated[
    int,
    typer.Option(
        min=0, max=65535, help=str(Text("Port of the page; 0: any free one.", "页面的端口；0 表示任意空闲端口。"))
    ),
]
Share = Annotated[
    bool,
    typer.Option(
        "--share",
        help=str(
            Text(
                "Also give the page a public address, through Gradio's servers; needs --auth.",
                "同时通过 Gradio 的服务器为页面提供公网地址；需要 --auth。",
            )
        ),
    ),
]
Auth = Annotated[
    str | None,
    typer.Option(
        envvar="KOHYA_LIKE_AUTH",
        metavar="USER:PASSWORD",
        help=str(
            Text(
                "Let in only who signs in so. In the environment it is not seen in lists of processes.",
                "只允许以此登录的人访问。写在环境变量中则不会出现在进程列表里。",
            )
        ),
    ),
]
Lang = Annotated[
    Language | None,
    typer.Option(help=str(Text("Language of this help, of messages and of the page.", "帮助、消息和页面的语言。"))),
]
InBrowser = Annotated[
    bool | None,
    typer.Option(
        "--inbrowser/--no-inbrowser",
        show_default=False,
        help=str(
            Text(
                "Open the page in a browser or not; left out: on a desktop, in a terminal.",
                "是否在浏览器中打开页面；不写时，仅在桌面环境的终端中打开。",
            )
        ),
    ),
]


def page(
    context: typer.Context,
    *,
    host: Host = "127.0.0.1",
    port: Port = PORT,
    share: Share = False,
    auth: Auth = None,
    root: Workspace = None,
    lang: Lang = None,
    inbrowser: InBrowser = None,
) -> None:
    """Serve the page, unless a command was given."""
    if context.invoked_subcommand is None:
        place = writable_workspace(root)
        PAGE.load()(place, host=host, port=port, share=share, auth=auth, language=lang, browser=inbrowser)
