# The Debian package leadx: cpack -G DEB in the build directory. The schema is inside leadxd, the console beside it if it was built; libraries
# are found out when it is packed (deb/libraries.cmake); nothing is started by installing it (man leadxd says what to do).

set(DEB ${CMAKE_SOURCE_DIR}/docker/deb)
set(PACKED ${CMAKE_BINARY_DIR}/packed)
file(MAKE_DIRECTORY ${PACKED})

# gzip_to(out file): as Debian has manual pages and changelogs.
function(gzip_to out file)
    get_filename_component(name ${file} NAME)
    execute_process(COMMAND gzip -9nc ${file} OUTPUT_FILE ${PACKED}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    set(${out} ${PACKED}/${name}.gz PARENT_SCOPE)
endfunction()

gzip_to(LEADXD_8 ${DEB}/leadxd.8)
gzip_to(LEADX_1 ${DEB}/leadx.1)
install(TARGETS leadxd leadx RUNTIME DESTINATION usr/bin)
install(FILES ${LEADXD_8} DESTINATION usr/share/man/man8)
install(FILES ${LEADX_1} DESTINATION usr/share/man/man1)
install(FILES ${CMAKE_SOURCE_DIR}/docker/leadxd.service DESTINATION lib/systemd/system)
install(FILES ${DEB}/leadx.sysusers DESTINATION usr/lib/sysusers.d RENAME leadx.conf)
install(FILES ${DEB}/leadxd.conf DESTINATION etc/leadx)
install(FILES ${CMAKE_SOURCE_DIR}/schema/roles.sql DESTINATION usr/share/leadx)
install(DIRECTORY ${CONSOLE_DIST}/ DESTINATION usr/share/leadx/console OPTIONAL)
install(FILES ${DEB}/copyright DESTINATION usr/share/doc/leadx)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/admin/guide/ DESTINATION usr/share/doc/leadx FILES_MATCHING PATTERN *.md)
file(WRITE ${PACKED}/conffiles "/etc/leadx/leadxd.conf\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME leadx)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "leadx authors <leadx@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "lead exchange: server and command line tool")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Agencies bring leads, advertisers buy them by standing orders; a posted lead is
checked, routed, sold and paid for in one answer. Needs PostgreSQL 15 or newer.")
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${DEB}/postinst ${DEB}/prerm ${PACKED}/conffiles)
set(CPACK_LEADX_PROGRAMS ${CMAKE_BINARY_DIR}/leadxd ${CMAKE_BINARY_DIR}/leadx)
set(CPACK_PROJECT_CONFIG_FILE ${DEB}/libraries.cmake)
include(CPack)
