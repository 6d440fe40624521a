# cmake -DNPM=npm -DSOURCE=web -DINTO=DIRECTORY -DTESTS=ON|OFF -P install.cmake: the packages that
# package-lock.json names, into the directory. Nothing of theirs is run: esbuild's program comes as a
# package of its own, and needs no script.
file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${INTO})
set(left_out --omit=dev)
if(TESTS)
  set(left_out)
endif()
execute_process(
  COMMAND ${NPM} ci --ignore-scripts ${left_out} --prefer-offline --no-audit --no-fund
          --no-update-notifier --loglevel=error
  WORKING_DIRECTORY ${INTO}
  RESULT_VARIABLE failed
  OUTPUT_QUIET
)
if(failed)
  message(
    FATAL_ERROR "Error: npm could not install what the page is built with. The first time it needs a network; "
                "-DOAKPROBE_PAGE=OFF builds without the page."
  )
endif()
