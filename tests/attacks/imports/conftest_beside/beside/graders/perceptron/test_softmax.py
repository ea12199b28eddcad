def test_one_row():
    pass
