package fix

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"

	"github.com/hiyari/hiyari/analyzers/source"
)

// Why a file is left as it is.
var (
	ErrChanged  = errors.New("has changed since it was read")
	ErrLink     = errors.New("is a symbolic link")
	ErrEncoding = errors.New("is not UTF-8 with ASCII's line breaks, so no byte of it is changed")
)

const byteOrderMark = "\xef\xbb\xbf"

// Write makes a change. Whoever reads the file, at any time, sees the old content
// or the new one, and a file that has changed since it was read stays as it is.
// Nothing outside of root is written.
func Write(root *os.Root, change Change) error {
	name := change.File.Path()
	before, info, err := read(root, name)
	if err != nil {
		return err
	}
	mark := ""
	switch change.File.Encoding() {
	case source.UTF16:
		return ErrEncoding
	case source.UTF8BOM:
		mark = byteOrderMark
	case source.UTF8, source.Bytes: // as they stand
	}
	content := change.File.Content(0, change.File.Len())
	if string(before) != mark+content {
		return ErrChanged
	}
	return replace(root, name, before, []byte(mark+change.apply(content)), info)
}

// read returns a regular file's content and what it is.
func read(root *os.Root, name string) ([]byte, fs.FileInfo, error) {
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, nil, ErrLink
	case !info.Mode().IsRegular():
		return nil, nil, fs.ErrInvalid
	}
	content, err := root.ReadFile(name)
	return content, info, err
}

// replace puts a new file in the place of an old one: it is written beside it, to
// the disk, and then takes its name.
func replace(root *os.Root, name string, before, after []byte, info fs.FileInfo) (err error) {
	beside := path.Join(path.Dir(name), ".hiyari-"+rand.Text())
	file, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, root.Remove(beside))
		}
	}()
	if err = fill(file, after, info); err != nil {
		return err
	}
	now, _, err := read(root, name)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(now, before):
		return ErrChanged
	}
	if err = root.Rename(beside, name); err != nil {
		return err
	}
	syncFolder(root, path.Dir(name))
	return nil
}

func fill(file *os.File, content []byte, info fs.FileInfo) error {
	_, err := file.Write(content)
	err = errors.Join(err, file.Chmod(info.Mode().Perm()), file.Sync())
	return errors.Join(err, file.Close())
}

// syncFolder lets a new name outlive a power failure. Where a folder cannot be
// synchronized, the old file may come back; never half of one.
func syncFolder(root *os.Root, name string) {
	folder, err := root.Open(name)
	if err != nil {
		return
	}
	_ = folder.Sync()
	_ = folder.Close()
}
