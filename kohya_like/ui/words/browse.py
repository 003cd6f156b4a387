"""Texts of the dialog that picks a file or a folder."""

from kohya_like.config.text import Text

WORDS = {
    "browse.open": Text("Browse…", "浏览…"),
    "browse.folder": Text("Choose a folder", "选择文件夹"),
    "browse.file": Text("Choose a file", "选择文件"),
    "browse.any": Text("Choose a file or a folder", "选择文件或文件夹"),
    "browse.places": Text("Places", "位置"),
    "browse.trail": Text("Where you are", "当前位置"),
    "browse.up": Text("One folder up", "上一级文件夹"),
    "browse.filter": Text("Filter by name", "按名称筛选"),
    "browse.entries": Text("Folders and files", "文件夹和文件"),
    "browse.path": Text("Path", "路径"),
    "browse.choose": Text("Choose", "选择"),
    "browse.choose_folder": Text("Choose this folder", "选择此文件夹"),
    "browse.new_folder": Text("New folder", "新建文件夹"),
    "browse.new_name": Text("Name of the new folder", "新文件夹名称"),
    "browse.create": Text("Create", "创建"),
    "browse.empty": Text("Nothing here to choose.", "这里没有可选择的内容。"),
    "browse.no_match": Text("No name matches the filter.", "没有匹配的名称。"),
    "browse.pictures": Text("{count} pictures", "{count} 张图片"),
    "browse.one_picture": Text("1 picture", "1 张图片"),
    "browse.capped": Text(
        "The first {shown} of {total} entries: type a part of a name to narrow them down.",
        "共 {total} 项，仅显示前 {shown} 项：输入名称的一部分以缩小范围。",
    ),
}
