# CTest reads this before the tests. A generator with several configurations
# wants ctest -C; our programs are the same file in each, so any will do.
if(NOT CTEST_CONFIGURATION_TYPE)
  set(CTEST_CONFIGURATION_TYPE Release)
endif()
