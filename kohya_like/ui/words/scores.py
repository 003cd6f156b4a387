"""Texts of the comparison of captions with their pictures."""

from kohya_like.config.text import Text

WORDS = {
    "scores.title": Text("Wrong captions first", "先看可能有误的标签"),
    "scores.about": Text(
        "A CLIP model compares each caption with its picture; those that fit least come first, here and in the editor "
        "above under “Least fitting”. What was compared is remembered, and the check for near duplicates uses it too. "
        "Of a long caption, CLIP reads the beginning (about 75 tokens).",
        "用 CLIP 模型比对每条标签与图片，最不相符的排在最前；也可在上方编辑器中选择“最不相符”后修改。比对结果会保存，"
        "近似重复图片检查也会用到。较长的标签只读取开头（约 75 个词元）。",
    ),
    "scores.model": Text("CLIP model", "CLIP 模型"),
    "scores.other": Text("Another folder…", "其他文件夹…"),
    "scores.again": Text("Look again", "重新查找"),
    "scores.start": Text("Compare", "开始比对"),
    "scores.counts": Text("{scored} of {captions} captions compared", "已比对 {scored} / {captions} 条标签"),
    "scores.no_captions": Text(
        "No picture here has a caption yet: write some first.", "这里的图片还没有标签：请先添加标签。"
    ),
    "scores.score": Text("Fits by {score}: only the order among these counts", "相符度 {score}：只看在此处的先后"),
    "scores.list": Text("Captions, those that fit least first", "标签（最不相符的在前）"),
}
