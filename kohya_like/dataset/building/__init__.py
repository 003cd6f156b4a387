"""From pictures to the folders that a run reads: `train/<repeats>_<identifier> <class>` and `reg/<repeats>_<class>`."""
