oakprobe_fuzz(report LINKS oakprobe::page)
