;; WARNING: can't connect to 127.0.0.1@53(TCP)
;; ERROR: failed to query server 127.0.0.1@53(TCP)
Command exited with non-zero status 1
	Command being timed: "ip netns exec xfr kdig @127.0.0.1 big.example AXFR"
	User time (seconds): 0.00
	System time (seconds): 0.00
	Percent of CPU this job got: 43%
	Elapsed (wall clock) time (h:mm:ss or m:ss): 0:00.01
	Average shared text size (kbytes): 0
	Average unshared data size (kbytes): 0
	Average stack size (kbytes): 0
	Average total size (kbytes): 0
	Maximum resident set size (kbytes): 6544
	Average resident set size (kbytes): 0
	Major (requiring I/O) page faults: 0
	Minor (reclaiming a frame) page faults: 467
	Voluntary context switches: 3
	Involuntary context switches: 2
	Swaps: 0
	File system inputs: 0
	File system outputs: 8
	Socket messages sent: 0
	Socket messages received: 0
	Signals delivered: 0
	Page size (bytes): 4096
	Exit status: 1
