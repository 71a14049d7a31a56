"""Images that people send in: nothing of the file that came is kept.

images.py  an untrusted image in, a new one out: start here
child.py   the program that decodes and writes; a process of its own for each image
"""
