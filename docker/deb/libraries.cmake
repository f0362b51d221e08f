# Which packages the programs' libraries are in: read by cpack before it packs. What cpack offers for it (CPACK_DEBIAN_PACKAGE_SHLIBDEPS)
# starts a process for every file of the console to see whether it is a program, half a minute for seven hundred; ours are two.

set(asked ${CPACK_PACKAGE_DIRECTORY}/libraries)
file(WRITE ${asked}/debian/control "") # dpkg-shlibdeps wants one where it runs
execute_process(COMMAND dpkg-shlibdeps -O ${CPACK_LEADX_PROGRAMS} WORKING_DIRECTORY ${asked}
    OUTPUT_VARIABLE found ERROR_VARIABLE said RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT status EQUAL 0 OR NOT found MATCHES "^shlibs:Depends=(.+)$")
    message(FATAL_ERROR "dpkg-shlibdeps does not say what the programs need:\n${said}")
endif()
string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", ${CMAKE_MATCH_1}")
file(REMOVE_RECURSE ${asked})
