"""Presets: settings to start from, as JSON files that kohya_ss's LoRA tab reads and writes too."""
