oakprobe_fuzz(question LINKS oakprobe::question)
