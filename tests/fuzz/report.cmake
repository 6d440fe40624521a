oakprobe_fuzz(report LINKS oakprobe::report)
