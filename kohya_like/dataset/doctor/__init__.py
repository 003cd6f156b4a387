"""The dataset doctor: everything that is wrong with a set of pictures, what it does to training, and how to mend it.

`measuring` looks at each picture once, `catalogue` lists the checks that judge what was seen, `fixes` change files.
"""
