package migrate

import "time"

// SetGroupTime sets how long revisions may share a commit, so that a test does
// not depend on how fast the machine is.
func SetGroupTime(r *Runner, d time.Duration) { r.groupTime = d }
