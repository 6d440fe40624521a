foreach(target IN ITEMS rules_nft_json rules_iptables rules_trace)
  oakprobe_fuzz(${target} LINKS oakprobe::rules)
endforeach()
