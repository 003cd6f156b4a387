"""Texts of the step that crops."""

from kohya_like.config.text import Text

WORDS = {
    "crop.title": Text("Crop and resize", "裁剪与缩放"),
    "crop.about": Text(
        "Copies at the size of training. Originals stay as they are; what is bright in the picture is kept, what is "
        "dim is cut away. This step can be left out: training crops by itself.",
        "按训练尺寸制作副本，原图保持不变。画面中明亮的部分会保留，变暗的部分会裁掉。也可跳过此步：训练时会自动裁剪。",
    ),
    "crop.empty": Text(
        "There are no pictures yet: add some in the first step.", "还没有图片：请先在第一步中添加图片。"
    ),
    "crop.options": Text("Options", "选项"),
    "crop.more": Text("More options", "更多选项"),
    "crop.previous": Text("Previous picture", "上一张"),
    "crop.next": Text("Next picture", "下一张"),
    "crop.none_here": Text("There is no picture of this kind.", "没有这类图片。"),
    "crop.facts.size": Text("{width} × {height}", "{width} × {height}"),
    "crop.facts.cut": Text(
        "{width} × {height} → {w} × {h}; {lost} % cut away; {means}{small}",
        "{width} × {height} → {w} × {h}；裁掉 {lost}%；{means}{small}",
    ),
    "crop.facts.split": Text(
        "{width} × {height} → {count} overlapping pictures of {w} × {h}{small}",
        "{width} × {height} → {count} 张互相重叠的 {w} × {h} 图片{small}",
    ),
    "crop.facts.enlarged": Text("; smaller than that: it would be enlarged", "；小于该尺寸：需要放大"),
    "crop.means.box": Text("the box drawn by hand", "手动画的框"),
    "crop.means.whole": Text("its middle", "正中"),
    "crop.means.face": Text("a face was found", "找到了脸"),
    "crop.means.saliency": Text("what stands out", "显著处"),
    "crop.means.entropy": Text("most detail", "细节最多处"),
    "crop.means.centre": Text("its middle, for nothing stands out", "正中（没有显著之处）"),
    "crop.box.label": Text("Box of what is kept", "保留范围的框"),
    "crop.box.place": Text("Place a box:", "放置框："),
    "crop.box.face": Text("Face", "脸"),
    "crop.box.focal": Text("Focal point", "视觉焦点"),
    "crop.box.centre": Text("Centre", "正中"),
    "crop.box.remove": Text("Remove the box", "移除框"),
    "crop.box.lock": Text("Keep the shape", "锁定比例"),
    "crop.box.help": Text(
        "Or drag one on the picture. Its corners resize it; the arrow keys move it by 1 pixel, with Shift by 10; + and "
        "- change its size, Delete removes it.",
        "也可在图片上拖出一个框。拖动四角可调整大小；方向键移动 1 像素，按住 Shift 移动 10 像素；+ 和 - 调整大小，"
        "Delete 移除。",
    ),
    "crop.box.no_face": Text(
        "No face was found here. Faces are found in photographs, drawn ones mostly not: draw a box yourself.",
        "没有找到脸。检测适用于照片，漫画脸多半认不出：请手动画框。",
    ),
    "crop.bucket.title": Text("What the pictures become", "裁剪后的尺寸"),
    "crop.bucket.about": Text(
        "Each size with its pictures and the share of them that is cut away. Choose one to see only its pictures.",
        "每种尺寸的图片数量，以及平均裁掉的部分。点击可只看该尺寸的图片。",
    ),
    "crop.bucket.size": Text("Size", "尺寸"),
    "crop.bucket.count": Text("Pictures", "图片"),
    "crop.bucket.lost": Text("Cut away", "裁掉"),
    "crop.bucket.all": Text("Show all pictures", "显示全部图片"),
    "crop.bucket.small": Text("Too small", "太小"),
    "crop.bucket.strips": Text("Too narrow", "过于狭长"),
    "crop.sum": Text("Pictures: {pictures} → files: {files}", "{pictures} 张图片 → {files} 个文件"),
    "crop.small_left": Text(
        "Too small: {count}. They are left out; choose a smaller size, or let them be enlarged.",
        "太小的图片：{count} 张。它们不会被裁剪；请选择更小的尺寸，或允许放大。",
    ),
    "crop.small_enlarged": Text(
        "Too small: {count}. They are enlarged, which blurs them.", "太小的图片：{count} 张。它们会被放大，因而变模糊。"
    ),
    "crop.target": Text("They go to {output}", "保存到 {output}"),
    "crop.target_again": Text(
        "They go to {output} and replace the {made} files of last time; captions there stay.",
        "保存到 {output}，替换上次的 {made} 个文件；那里的标签文件保留。",
    ),
    "crop.start": Text("Crop all pictures", "裁剪全部图片"),
    "crop.start_one": Text("Only the one shown", "仅裁剪当前图片"),
    "crop.drop_boxes": Text("Remove all boxes ({count})", "移除所有框（{count}）"),
    "crop.result": Text(
        "Done: {made} files lie in {output}. Undo, at the top, takes them back.",
        "完成：{output} 中有 {made} 个文件。可用上方的“撤销”收回。",
    ),
    "crop.open": Text("Work on the cropped pictures", "使用裁剪后的图片"),
}
