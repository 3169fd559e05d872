package main

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// overlay is a file system with one file laid over it.
type overlay struct {
	fs.FS
	name    string
	content []byte
}

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	if name == o.name {
		return &overlaid{Reader: bytes.NewReader(o.content), name: path.Base(name)}, nil
	}
	return o.FS.Open(name)
}

// overlaid is the file on top, and its own description.
type overlaid struct {
	*bytes.Reader
	name string
}

// Stat implements fs.File.
func (f *overlaid) Stat() (fs.FileInfo, error) { return f, nil }

// Close implements fs.File.
func (f *overlaid) Close() error { return nil }

// Name implements fs.FileInfo.
func (f *overlaid) Name() string { return f.name }

// Mode implements fs.FileInfo.
func (f *overlaid) Mode() fs.FileMode { return 0o444 }

// ModTime implements fs.FileInfo.
func (f *overlaid) ModTime() time.Time { return time.Time{} }

// IsDir implements fs.FileInfo.
func (f *overlaid) IsDir() bool { return false }

// Sys implements fs.FileInfo.
func (f *overlaid) Sys() any { return nil }
