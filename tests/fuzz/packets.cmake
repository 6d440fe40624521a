foreach(target IN ITEMS packet network_device)
  oakprobe_fuzz(${target} LINKS oakprobe::packets)
endforeach()
