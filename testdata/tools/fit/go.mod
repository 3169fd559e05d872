module github.com/hiyari/hiyari/testdata/tools/fit

go 1.26
