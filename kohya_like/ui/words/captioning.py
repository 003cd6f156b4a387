"""Texts of captions from a model."""

from kohya_like.config.text import Text

WORDS = {
    "captioning.title": Text("Captions from a model", "用模型打标"),
    "captioning.about": Text(
        "A model looks at each picture and writes what it shows. Try it on a few pictures first; a whole run is one "
        "step for Undo.",
        "模型会查看每张图片并写出内容。请先用几张图片试一试；整次运行可一步撤销。",
    ),
    "captioning.captioner": Text("Captioner", "打标模型"),
    "captioning.ready": Text("ready", "可用"),
    "captioning.absent": Text("no model here", "本机无模型"),
    "captioning.model": Text("Model", "模型"),
    "captioning.other_folder": Text("Another folder…", "其他文件夹…"),
    "captioning.needs": Text(
        "This captioner needs a folder with these files, in {folder} or anywhere else on this machine:",
        "该打标模型需要一个包含以下文件的文件夹，放在 {folder} 中或本机其他位置：",
    ),
    "captioning.look_again": Text("Look again", "重新查找"),
    "captioning.download": Text("Download {name} ({size} GB)", "下载 {name}（{size} GB）"),
    "captioning.download_about": Text(
        "From Hugging Face, into the workspace. Nothing is downloaded unless you press one of these.",
        "从 Hugging Face 下载到工作区。不按按钮就不会下载任何内容。",
    ),
    "captioning.downloaded": Text("Downloaded: {name}", "已下载：{name}"),
    "captioning.none_title": Text("No captioning model is on this machine yet", "本机还没有打标模型"),
    "captioning.none_about": Text(
        "You can go on without one: give all pictures without a caption the same words (a trigger and class, such as "
        "“sls 1girl”; left empty, the words of each folder's name), then edit or import captions below.",
        "没有模型也能继续：为所有无标签的图片写入相同的文字（触发词和类别，如“sls 1girl”；留空则用各文件夹名中的"
        "文字），然后在下方编辑或导入标签。",
    ),
    "captioning.words": Text("Words", "文字"),
    "captioning.write_words": Text("Write them", "写入"),
    "captioning.words_written": Text("Captions written: {count}", "已写入 {count} 个标签文件"),
    "captioning.settings": Text("Settings", "设置"),
    "captioning.more": Text("More settings", "更多设置"),
    "captioning.which": Text("Pictures", "图片"),
    "captioning.scope.without": Text("Without caption ({count})", "无标签（{count}）"),
    "captioning.scope.all": Text("All ({count})", "全部（{count}）"),
    "captioning.scope.selected": Text("Selected ({count})", "已选（{count}）"),
    "captioning.pick": Text(
        "Click pictures to select them, with Shift for a row of them. A trial takes the first {most} of the selected "
        "ones, or the first picture.",
        "单击选择图片，按住 Shift 可连续选择。试用时取所选图片的前 {most} 张，未选时取第一张。",
    ),
    "captioning.try": Text("Try", "试用"),
    "captioning.try_all": Text("Try all models side by side", "并列试用所有模型"),
    "captioning.start": Text("Write captions ({count})", "写入标签（{count}）"),
    "captioning.done": Text("Captions written.", "标签已写入。"),
    "captioning.go_on": Text("Go on with the rest", "继续剩余图片"),
    "captioning.answers": Text("What the models say", "模型的描述"),
    "captioning.answers_about": Text("Nothing of this was written.", "以下内容均未写入文件。"),
    "captioning.nothing": Text("(nothing)", "（无）"),
    "captioning.edit": Text("Edit captions ↓", "编辑标签 ↓"),
}
