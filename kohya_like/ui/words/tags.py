"""Texts of the Tags step of the Dataset page."""

from kohya_like.config.text import Text

WORDS = {
    "tags.title": Text("Tags", "标签"),
    "tags.search": Text("Search tags", "搜索标签"),
    "tags.count": Text("{count} different tags", "共 {count} 种标签"),
    "tags.none": Text("No tag fits.", "没有符合的标签。"),
    "tags.more": Text("Show {count} more", "再显示 {count} 个"),
    "tags.only": Text("Only pictures with {tag}", "只看含有 {tag} 的图片"),
    "tags.without": Text("Leave out pictures with {tag}", "排除含有 {tag} 的图片"),
    "tags.take": Text("Put {tag} into the operation", "把 {tag} 填入操作"),
    "tags.on_pictures": Text("{count} pictures", "{count} 张图片"),
    "tags.separator": Text("Separator", "分隔符"),
    "tags.separator_about": Text(
        "What stands between two tags in your captions; the same as caption_separator in training.",
        "标签文件中两个标签之间的符号，应与训练时的 caption_separator 相同。",
    ),
    "tags.filter": Text("Filter pictures", "筛选图片"),
    "tags.filter_about": Text(
        "& means and, | or, ! not, * any characters; tags with such signs stand in quotes.",
        "& 表示且，| 表示或，! 表示非，* 代表任意字符；含有这些符号的标签请加英文引号。",
    ),
    "tags.bare": Text("Without tags", "没有标签的图片"),
    "tags.clear": Text("Clear the filter", "清除筛选"),
    "tags.included": Text("With", "含有"),
    "tags.excluded": Text("Without", "不含"),
    "tags.take_off": Text("Take {tag} off the filter", "从筛选中去掉 {tag}"),
    "tags.shown": Text(
        "{shown} of {total} pictures, {bare} of them without tags",
        "显示 {shown} / {total} 张图片，其中 {bare} 张没有标签",
    ),
    "tags.unread": Text("Captions that cannot be read: {count}", "无法读取的标签文件：{count} 个"),
    "tags.pictures": Text("Pictures", "图片"),
    "tags.pictures_about": Text(
        "Click pictures to select them, with Shift a whole row of them. Without a selection, operations are about all "
        "pictures that are shown.",
        "点击图片进行选择，按住 Shift 可连选。没有选择时，操作应用于所有显示的图片。",
    ),
    "tags.select_all": Text("Select all", "全选"),
    "tags.select_none": Text("Select none", "取消选择"),
    "tags.chips": Text(
        "Tags of {name}: arrow keys to move, Delete to remove", "{name} 的标签：方向键移动，Delete 键删除"
    ),
    "tags.remove_one": Text("Remove {tag} here", "在此删除 {tag}"),
    "tags.removed_one": Text("Removed {tag} from {name}.", "已从 {name} 删除 {tag}。"),
    "tags.no_caption": Text("No tags yet", "还没有标签"),
    "tags.operation": Text("Change tags", "更改标签"),
    "tags.more_options": Text("More options", "更多选项"),
    "tags.preview_selected": Text("Preview for the selected pictures ({count})", "预览对所选图片的更改（{count}）"),
    "tags.preview_shown": Text("Preview for all pictures shown ({count})", "预览对显示的全部图片的更改（{count}）"),
    "tags.nothing": Text("No caption would change.", "没有标签文件会改变。"),
    "tags.would_change": Text("{title}: captions to change ({count})", "{title}：将更改的标签文件（{count}）"),
    "tags.created": Text("New captions: {count}", "新建标签文件：{count} 个"),
    "tags.emptied": Text(
        "Left without any tag: {count} captions. Training would learn these pictures without words.",
        "将不含任何标签的文件：{count} 个。训练时这些图片将没有文字。",
    ),
    "tags.first_of": Text("The first {shown} of {count} are shown.", "只显示 {count} 个中的前 {shown} 个。"),
    "tags.apply": Text("Apply ({count})", "应用（{count}）"),
    "tags.applied": Text("{title}: captions changed ({count}).", "{title}：已更改 {count} 个标签文件。"),
}
