//go:build !linux

package main

import "os"

// peakMemory is unknown: systems count it in different units, or not at all.
func peakMemory(*os.ProcessState) int64 { return 0 }
