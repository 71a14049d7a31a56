"""The languages people read in, and how a sentence gets from ours into theirs:

    tags          the languages there are, and which of them fits what a browser asks for
    said          a sentence in English that can be said in another language
    words         the words, dates and numbers of one language
    translations  the words as translators wrote them, from service/locales/

`said` and `tags` are for everybody; what is said in which language only the web layer knows.
"""
