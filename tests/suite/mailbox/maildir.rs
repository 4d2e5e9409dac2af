//! Maildirs and mbox files on this machine.

use std::fs;

use circular::mailbox::{list_maildir, read_mbox};

#[test]
fn mails_in_new_and_cur_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["new/2.a.host", "new/1.b.host,S=3", "new/.hidden", "cur/0.c.host:2,Sa", "tmp/9.d.host"] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    fs::create_dir(folder.path().join("new/folder")).unwrap();
    let listed = list_maildir(folder.path()).unwrap();
    let names: Vec<_> = listed.iter().map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["new/1.b.host,S=3", "new/2.a.host", "cur/0.c.host:2,Sa"]);
    fs::remove_dir_all(folder.path().join("cur")).unwrap();
    assert_eq!(list_maildir(folder.path()).unwrap().len(), 2);
    assert!(list_maildir(&folder.path().join("new")).is_err());
}

#[test]
fn mbox_is_read_under_its_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mbox");
    fs::write(&path, "From a\n\nx\n").unwrap();
    assert_eq!(read_mbox(&path).unwrap(), b"From a\n\nx\n");
    assert!(read_mbox(folder.path()).is_err());
}
