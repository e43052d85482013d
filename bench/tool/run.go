package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// result is what several runs of one command took.
type result struct {
	times []time.Duration // shortest first
	cpu   time.Duration   // of the process itself, in the run that took least
	peak  int64           // of memory, in bytes; 0 where the system does not tell
	lines int             // of the last run's output
}

func (r result) String() string {
	s := fmt.Sprintf("best %v, median %v, processor %v", round(r.times[0]), round(r.times[len(r.times)/2]), round(r.cpu))
	if r.peak > 0 {
		s += fmt.Sprintf(", peak %d MB", r.peak>>20)
	}
	return s
}

func round(d time.Duration) time.Duration {
	if d < 100*time.Millisecond {
		return d.Round(time.Millisecond / 10)
	}
	return d.Round(time.Millisecond)
}

// repeat runs a command several times, one after the other.
func repeat(runs int, name string, args ...string) (result, error) {
	var r result
	for range runs {
		cmd := exec.Command(name, args...)
		var out, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &stderr
		began := time.Now()
		if err := cmd.Run(); err != nil {
			return r, errors.Join(err, errors.New(stderr.String()))
		}
		r.times = append(r.times, time.Since(began))
		if cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(); r.cpu == 0 || cpu < r.cpu {
			r.cpu = cpu
		}
		r.peak = max(r.peak, peakMemory(cmd.ProcessState))
		r.lines = bytes.Count(out.Bytes(), []byte("\n"))
	}
	slices.Sort(r.times)
	return r, nil
}

// found is the file of a program that is named as exec.Command takes it.
func found(tool string) (string, error) { return exec.LookPath(tool) }
