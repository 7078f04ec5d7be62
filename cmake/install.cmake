# What a package holds and where it goes; debian/ and rpm/ both install by these
# rules. Beside the prefix SYSTEMD_UNIT_DIR and ZSH_COMPLETION_DIR can be moved.

if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  pkg_get_variable(systemd_says systemd systemdsystemunitdir)
endif()
if(NOT systemd_says)
  set(systemd_says ${CMAKE_INSTALL_PREFIX}/lib/systemd/system)
endif()
set(SYSTEMD_UNIT_DIR ${systemd_says} CACHE PATH "Where systemd units go")

# Units and the cron entry name the program by its whole path. The template units
# (one server each, `@`) differ in the configuration file alone.
set(PROGRAM ${CMAKE_INSTALL_FULL_BINDIR}/aerospike-telemetry)
set(TEMPLATE_DIR ${CMAKE_INSTALL_FULL_DATADIR}/aerospike-telemetry)
set(MODULE_DIR ${CMAKE_INSTALL_FULL_LIBDIR}/aerospike-telemetry)
function(install_units name THIS_SERVER CONF UNIT)
  foreach(type service timer)
    configure_file(systemd/aerospike-telemetry.${type}.in
      systemd/${name}.${type} @ONLY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/systemd/${name}.${type}
      DESTINATION ${SYSTEMD_UNIT_DIR})
  endforeach()
endfunction()
install_units(aerospike-telemetry
  "this Aerospike server" /etc/aerospike/telemetry.conf
  aerospike-telemetry)
install_units(aerospike-telemetry@
  "the Aerospike server %i" /etc/aerospike/telemetry-%i.conf
  aerospike-telemetry@%i)
configure_file(systemd/aerospike-telemetry-key.service.in
  systemd/aerospike-telemetry-key.service @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/systemd/aerospike-telemetry-key.service
  DESTINATION ${SYSTEMD_UNIT_DIR})

# The old agent's service name: `systemctl restart aerospike_telemetry` reports
# now. A link needs no `systemctl enable`, an Alias= would.
foreach(type service timer)
  set(old_name ${CMAKE_CURRENT_BINARY_DIR}/systemd/aerospike_telemetry.${type})
  file(CREATE_LINK aerospike-telemetry.${type} ${old_name} SYMBOLIC)
  install(FILES ${old_name} DESTINATION ${SYSTEMD_UNIT_DIR})
endforeach()

install(FILES systemd/sysusers.conf RENAME aerospike-telemetry.conf
  DESTINATION lib/sysusers.d)

configure_file(cron/aerospike-telemetry.in cron/aerospike-telemetry @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/cron/aerospike-telemetry
  DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/cron.d)

# The server's own folder, wherever the program goes.
install(DIRECTORY DESTINATION /etc/aerospike/telemetry.conf.d)
# A template: the install hooks copy it once. As a configuration file of dpkg's
# it would stop an installation where it was written in advance.
configure_file(cmake/set-up.in set-up @ONLY)
install(PROGRAMS ${CMAKE_CURRENT_BINARY_DIR}/set-up DESTINATION ${TEMPLATE_DIR})
install(FILES etc/telemetry.conf DESTINATION ${TEMPLATE_DIR})

install(TARGETS aerospike-telemetry RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS post
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/aerospike-telemetry)
install(FILES doc/aerospike-telemetry.8
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES doc/telemetry.conf.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES etc/aerospike-telemetry.bash-completion
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME aerospike-telemetry)
# Debian has another folder for those of packages.
set(ZSH_COMPLETION_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
  "Where zsh looks for completions")
install(FILES etc/aerospike-telemetry.zsh-completion
  DESTINATION ${ZSH_COMPLETION_DIR} RENAME _aerospike-telemetry)
install(FILES etc/aerospike-telemetry.fish-completion
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
  RENAME aerospike-telemetry.fish)
# The folders of the source, so that the links between the documents hold.
install(FILES README.md SECURITY.md CHANGELOG.md CONTRIBUTING.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY doc DESTINATION ${CMAKE_INSTALL_DOCDIR}
  REGEX "\\.([58]|cpp|tsv)$" EXCLUDE)
