oakprobe_fuzz(configuration LINKS oakprobe::oakestra)
