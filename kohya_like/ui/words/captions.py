"""Texts of the editor of captions."""

from kohya_like.config.text import Text

WORDS = {
    "captions.title": Text("Edit captions", "编辑标签"),
    "captions.about": Text(
        "Saved by itself while you type, as UTF-8. Ctrl+S saves at once; Ctrl+Enter or Alt+↓ goes to the next caption, "
        "Alt+↑ to the one before. An emptied caption is removed.",
        "输入时自动保存为 UTF-8。Ctrl+S 立即保存；Ctrl+Enter 或 Alt+↓ 转到下一个，Alt+↑ 返回上一个。"
        "清空的标签文件会被移除。",
    ),
    "captions.show": Text("Show", "显示"),
    "captions.show.all": Text("All", "全部"),
    "captions.show.without": Text("Without caption", "无标签"),
    "captions.show.containing": Text("Containing…", "包含…"),
    "captions.show.unfit": Text("Least fitting", "最不相符"),
    "captions.containing": Text("Text in the caption", "标签中的文字"),
    "captions.found": Text("{count} pictures", "{count} 张图片"),
    "captions.none": Text("No picture is like this.", "没有符合条件的图片。"),
    "captions.of": Text("Caption of {name}", "{name} 的标签"),
    "captions.empty": Text("No caption yet", "尚无标签"),
    "captions.tokens": Text("{tokens}/{limit} tokens", "{tokens}/{limit} token"),
    "captions.tokens_help": Text(
        "More is cut off in training; max_token_length can be 75, 150 or 225.",
        "超出部分在训练时会被截断；max_token_length 可为 75、150 或 225。",
    ),
    "captions.saved": Text("All saved", "已全部保存"),
    "captions.unsaved": Text("{count} unsaved", "{count} 个未保存"),
    "captions.unsaved_title": Text("Not saved yet", "尚未保存"),
    "captions.discard": Text("Discard", "放弃"),
    "captions.saving": Text("Saving…", "正在保存…"),
    "captions.save": Text("Save", "保存"),
    "captions.conflict": Text(
        "Changed by another page or program meanwhile. It says now:", "已被其他页面或程序修改。现在的内容是："
    ),
    "captions.conflict_gone": Text("Removed by another page or program meanwhile.", "标签文件已被其他页面或程序移除。"),
    "captions.mine": Text("Keep mine", "保留我的"),
    "captions.theirs": Text("Take theirs", "采用对方的"),
    "captions.suggested": Text("Tags that begin like this", "以此开头的标签"),
    "captions.reading": Text("{encoding}: {text}", "{encoding}：{text}"),
    "captions.see": Text("Training sees…", "训练所见…"),
    "captions.see_of": Text("What training sees of {name}", "训练时 {name} 的标签"),
    "captions.see_about": Text(
        "The settings are those of the page Train; changes here are tried out only. A part struck through is not read.",
        "设置取自“训练”页面；在这里的修改仅供试用。划掉的部分不会被读入。",
    ),
    "captions.see_settings": Text("Settings", "设置"),
    "captions.see_words": Text("Caption of pictures without one", "无标签图片使用的文字"),
    "captions.see_draws": Text("Texts", "次数"),
    "captions.see_step": Text("Step {step}, epoch {epoch}", "第 {step} 步，第 {epoch} 轮"),
    "captions.see_empty": Text("(empty: left out this time)", "（空：本次不使用标签）"),
    "captions.see_nothing": Text(
        "This picture cannot be read, and training leaves it out.", "此图片无法读取，训练时不会使用。"
    ),
    "captions.see_assumed": Text(
        "This folder is not laid out yet: texts are drawn as in training, but the steps will be others.",
        "该文件夹尚未整理为训练文件夹：文字按训练的方式抽取，但实际步数会不同。",
    ),
    "captions.take": Text("Import…", "导入…"),
    "captions.take_title": Text("Captions from elsewhere", "导入标签"),
    "captions.take_source": Text("From", "来源"),
    "captions.source.file": Text("Metadata file of sd-scripts (.json)", "sd-scripts 元数据文件（.json）"),
    "captions.source.folder": Text("Folder with .txt or .caption files", "含 .txt 或 .caption 文件的文件夹"),
    "captions.source.folder_names": Text("The words in the names of folders", "文件夹名中的文字"),
    "captions.source.text": Text("One text for all", "统一的文字"),
    "captions.take_given": Text("File, folder or text", "文件、文件夹或文字"),
    "captions.take_mode": Text("Captions that are there", "已有的标签"),
    "captions.mode.skip": Text("Leave them", "跳过"),
    "captions.mode.overwrite": Text("Replace them", "改写"),
    "captions.mode.append": Text("Append to them", "追加"),
    "captions.take_do": Text("Write captions", "写入标签"),
    "captions.taken": Text("Written: {written}, left as they were: {kept}", "已写入 {written} 个，保持不变 {kept} 个"),
    "captions.unmatched": Text(
        "Belonging to no picture here, or to several: {names}", "没有对应图片或对应多张图片：{names}"
    ),
}
