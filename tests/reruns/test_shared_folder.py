from helpers.reruns.shared_folder import changed_words, look_at


def test_files_that_are_new_or_changed_are_named(tmp_path):
    for name in ("data.csv", "best.pt", "own.ipynb", ".hidden"):
        (tmp_path / name).touch()
    before = look_at(tmp_path)
    assert changed_words(tmp_path, before) == ""
    for name in ("own.ipynb", ".hidden", "sub"):
        (tmp_path / name).mkdir() if name == "sub" else (tmp_path / name).write_text("1")
    assert changed_words(tmp_path, before) == ""
    (tmp_path / "best.pt").write_text("1")
    (tmp_path / "new.txt").write_text("1")
    words = changed_words(tmp_path, {**before, "best.pt": before["best.pt"] - 1})
    assert "(best.pt, new.txt)" in words
    assert "--apart" in words


def test_of_many_files_a_few_are_named(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.txt").touch()
    assert "(0.txt, 1.txt, 2.txt, 3.txt, 4.txt, ...)" in changed_words(tmp_path, {})
