"""Every check by its code: how bad it is, what it is called, what finds it and what mends it."""

from collections.abc import Mapping

from kohya_like.config.text import Text
from kohya_like.dataset.doctor import amounts, captions, duplicates, files, fixes, names, quality
from kohya_like.dataset.doctor.finding import Check, Fix

_ASIDE = Fix(Text("Move aside", "移到一边"), fixes.move_aside)
_EXTENSION = Fix(Text("Name as what it is", "改为正确的扩展名"), fixes.true_extension)
_PNG = Fix(Text("Save as PNG", "另存为 PNG"), fixes.as_png)
_NAME = Fix(Text("Rename", "重命名"), fixes.portable_name)
_ONE_EXTENSION = Fix(Text("Rename like the others", "统一扩展名"), fixes.one_extension)
_UTF8 = Fix(Text("Save as UTF-8", "转换为 UTF-8"), fixes.as_utf8)
_REPEATS = Fix(Text('Rename to "10_name"', "重命名为“10_名称”"), fixes.with_repeats)
_UP = Fix(Text("Move up", "移到上一层"), fixes.moved_up)
_INTO = Fix(Text("Move into a folder", "移入文件夹"), fixes.into_folder)
_BALANCE = Fix(Text("Set repeats", "调整重复次数"), fixes.balanced)

CHECKS: Mapping[str, Check] = {
    "no_pictures": Check("error", Text("No pictures", "没有图片"), amounts.none),
    "unreadable": Check("error", Text("Not a picture", "不是图片"), files.unreadable, _ASIDE),
    "cut_off": Check("error", Text("Damaged or cut off", "损坏或不完整"), files.cut_off, _ASIDE),
    "huge": Check("error", Text("Too many pixels", "像素过多"), files.huge, _ASIDE),
    "of_32_bits": Check("error", Text("32-bit numbers", "32 位数值"), files.of_32_bits, _PNG),
    "without_plugin": Check("error", Text("Needs a package", "需要软件包"), files.without_plugin),
    "in_both_sets": Check("error", Text("In both sets", "两个集合中都有"), duplicates.in_both_sets, _ASIDE),
    "caption_encoding": Check("error", Text("Not UTF-8", "不是 UTF-8"), captions.not_utf8, _UTF8),
    "caption_too_large": Check("error", Text("Too large for a caption", "标签文件过大"), captions.too_large, _ASIDE),
    "caption_closed": Check("error", Text("Caption cannot be read", "无法读取标签文件"), captions.closed),
    "changing": Check("warning", Text("Changed meanwhile", "检查期间被修改"), files.changing),
    "unread_kind": Check("warning", Text("Kind that is not read", "无法读取的格式"), files.unread_kind, _PNG),
    "wrong_extension": Check("warning", Text("Wrong extension", "扩展名不符"), files.wrong_extension, _EXTENSION),
    "unportable_name": Check("warning", Text("Name not for every system", "文件名不通用"), names.unportable, _NAME),
    "too_small": Check("warning", Text("Too small", "尺寸过小"), quality.too_small, _ASIDE),
    "duplicate": Check("warning", Text("Duplicates", "重复图片"), duplicates.duplicates, _ASIDE),
    "near_duplicate": Check("warning", Text("Near duplicates", "近似重复"), duplicates.near_duplicates, _ASIDE),
    "too_few": Check("warning", Text("Too few pictures", "图片太少"), amounts.too_few),
    "folder_name": Check("warning", Text("Folder's name", "文件夹名称"), names.folder_names, _REPEATS),
    "nested": Check("warning", Text("Nested folders", "嵌套文件夹"), names.nested, _UP),
    "loose": Check("warning", Text("Beside the folders", "未放入文件夹"), names.loose, _INTO),
    "elsewhere": Check("warning", Text("In another place", "位置不对"), names.elsewhere),
    "caption_missing": Check("warning", Text("Without caption", "没有标签"), captions.missing),
    "caption_orphan": Check("warning", Text("Caption without picture", "标签没有对应图片"), captions.orphans, _ASIDE),
    "caption_empty": Check("warning", Text("Empty caption", "空标签"), captions.empty, _ASIDE),
    "caption_extensions": Check(
        "warning", Text("Mixed extensions", "扩展名混用"), captions.mixed_extensions, _ONE_EXTENSION
    ),
    "caption_language": Check("warning", Text("Not English", "不是英文"), captions.foreign),
    "caption_lines": Check("hint", Text("Several lines", "多行标签"), captions.several_lines),
    "blurry": Check("hint", Text("Blurred", "模糊"), quality.blurry, _ASIDE),
    "too_many": Check("hint", Text("Many pictures", "图片很多"), amounts.too_many),
    "too_alike": Check("hint", Text("Little variety", "缺乏变化"), duplicates.too_alike),
    "uneven": Check("hint", Text("Folders out of balance", "文件夹不均衡"), names.uneven, _BALANCE),
    "empty_folder": Check("hint", Text("Empty folder", "空文件夹"), names.empty_folders, _ASIDE),
}
