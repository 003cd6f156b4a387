"""A child that fails before it can say a word."""

raise OSError("[WinError 1455] The paging file is too small for this operation to complete")
