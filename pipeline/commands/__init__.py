"""What the verbs of the command line do: a file a verb, named as the verb.

The words of a verb, its options and its help, stand in `pipeline/command_line.py`, which loads a verb once it is asked for.
"""
