package main

func writeDocs(folder string, all []record, c config) error { return nil }
