//go:build race

package cli_test

// raced: these tests look for races.
const raced = true
