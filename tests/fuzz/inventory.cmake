foreach(target IN ITEMS inventory ranged_text shell_words)
  oakprobe_fuzz(${target} LINKS oakprobe::inventory)
endforeach()
oakprobe_fuzz(rotation LINKS oakprobe::plans)
