# cmake -D player=... -D bins=... -D files=... -D list=... -P index.cmake
# Writes a test for each transcript of the files into the list, for CTest. Its
# labels: "lesson" or the file's name, the folder, and "claim14" for a claim.
execute_process(COMMAND "${player}" --index --claims README.md ${files}
  OUTPUT_VARIABLE index RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "a transcript can't be read")
endif()
set(bin)
foreach(folder IN LISTS bins)
  string(APPEND bin " --bin [==[${folder}]==]")
endforeach()
set(root "${CMAKE_CURRENT_SOURCE_DIR}")
set(tests)
string(REGEX REPLACE "[][;]" " " index "${index}") # CMake's own signs, in titles
string(REGEX MATCHALL "[^\n]+" lines "${index}")
foreach(line IN LISTS lines)
  if(NOT line MATCHES "^([^\t]+)\t[0-9]+\t([^\t]+)\t([^\t]+)\t([^\t]+)\t")
    message(FATAL_ERROR "not a line of the index: ${line}")
  endif()
  set(file ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  set(needs ${CMAKE_MATCH_3})
  set(claims ${CMAKE_MATCH_4})
  get_filename_component(label "${file}" NAME_WE)
  get_filename_component(folder "${file}" DIRECTORY)
  set(labels ${label})
  if(label STREQUAL "README")
    set(labels "${folder};lesson")
  endif()
  string(REGEX MATCHALL "[0-9]+" claims "${claims}")
  foreach(claim IN LISTS claims)
    list(APPEND labels claim${claim})
  endforeach()
  string(APPEND tests "add_test(${name} [==[${player}]==]${bin} \"${file}\" ${name})\n"
    "set_tests_properties(${name} PROPERTIES LABELS \"${labels}\""
    " SKIP_RETURN_CODE 77 WORKING_DIRECTORY [==[${root}]==]")
  if(needs MATCHES "strace")
    # LeakSanitizer can't look at a program that strace looks at.
    string(APPEND tests " ENVIRONMENT ASAN_OPTIONS=detect_leaks=0")
  endif()
  if(needs MATCHES "lab" OR name MATCHES "^(server_keepalive|udp_ask_loss|\
udp_many_send_waits|(kernel_)?tcp_backoff.*|tcp_backlog|faults_udp_.*|.*_wait)$")
    string(APPEND tests " COST 10") # they wait for seconds: the first to start
  endif()
  string(APPEND tests ")\n")
endforeach()
file(WRITE "${list}" "${tests}")
