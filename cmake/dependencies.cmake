# Everything comes from the distribution's packages; scripts/install-dependencies installs them.
find_package(Threads REQUIRED)
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 QUIET COMPONENTS program_options)
if(NOT Boost_FOUND)
  message(
    FATAL_ERROR
      "Boost 1.81 or newer is missing (Debian 12: libboost1.81-dev and "
      "libboost-program-options1.81-dev, which replace libboost-dev 1.74; else libboost-dev). "
      "scripts/install-dependencies installs it."
  )
endif()
# The static library where there is one: the agent is one file, and the coordinator needs of a machine
# little but the C library: libsystemd, and libpq and OpenSSL where histories may be in PostgreSQL.
# (libsodium has no CMake package.)
find_library(OAKPROBE_SODIUM NAMES libsodium.a sodium)
find_path(OAKPROBE_SODIUM_INCLUDE sodium/crypto_shorthash_siphash24.h)
if(NOT OAKPROBE_SODIUM OR NOT OAKPROBE_SODIUM_INCLUDE)
  message(FATAL_ERROR "libsodium is missing (libsodium-dev); scripts/install-dependencies installs it.")
endif()
add_library(oakprobe_sodium INTERFACE)
target_link_libraries(oakprobe_sodium INTERFACE ${OAKPROBE_SODIUM})
target_include_directories(oakprobe_sodium SYSTEM INTERFACE ${OAKPROBE_SODIUM_INCLUDE})
find_package(nlohmann_json REQUIRED)
if(NOT OAKPROBE_AGENT_ONLY)
  # Tells systemd that an audit is ready and alive. (It has no CMake package either.)
  find_library(OAKPROBE_SYSTEMD systemd)
  find_path(OAKPROBE_SYSTEMD_INCLUDE systemd/sd-daemon.h)
  if(NOT OAKPROBE_SYSTEMD OR NOT OAKPROBE_SYSTEMD_INCLUDE)
    message(FATAL_ERROR "libsystemd is missing (libsystemd-dev); scripts/install-dependencies installs it.")
  endif()
  add_library(oakprobe_systemd INTERFACE)
  target_link_libraries(oakprobe_systemd INTERFACE ${OAKPROBE_SYSTEMD})
  target_include_directories(oakprobe_systemd SYSTEM INTERFACE ${OAKPROBE_SYSTEMD_INCLUDE})
  # Packs the agents that are sent. Static for the same reason.
  find_library(OAKPROBE_ZLIB NAMES libz.a z)
  find_path(OAKPROBE_ZLIB_INCLUDE zlib.h)
  if(NOT OAKPROBE_ZLIB OR NOT OAKPROBE_ZLIB_INCLUDE)
    message(FATAL_ERROR "zlib is missing (zlib1g-dev); scripts/install-dependencies installs it.")
  endif()
  add_library(oakprobe_zlib INTERFACE)
  target_link_libraries(oakprobe_zlib INTERFACE ${OAKPROBE_ZLIB})
  target_include_directories(oakprobe_zlib SYSTEM INTERFACE ${OAKPROBE_ZLIB_INCLUDE})
endif()
if(NOT OAKPROBE_AGENT_ONLY AND NOT OAKPROBE_FUZZ)
  # Alerts by https. libpq brings the shared one: two of them in one process would mix.
  if(NOT OAKPROBE_POSTGRESQL)
    set(OPENSSL_USE_STATIC_LIBS ON)
  endif()
  find_package(OpenSSL REQUIRED)
  # Histories. libpq has no static form: it brings Kerberos and LDAP. (SOCI has no CMake package.)
  find_path(OAKPROBE_SOCI_INCLUDE soci/soci.h)
  find_library(OAKPROBE_SOCI_CORE NAMES libsoci_core.a soci_core)
  find_library(OAKPROBE_SOCI_SQLITE NAMES libsoci_sqlite3.a soci_sqlite3)
  find_library(OAKPROBE_SQLITE NAMES libsqlite3.a sqlite3)
  if(NOT OAKPROBE_SOCI_INCLUDE OR NOT OAKPROBE_SOCI_CORE OR NOT OAKPROBE_SOCI_SQLITE OR NOT OAKPROBE_SQLITE)
    message(
      FATAL_ERROR
        "SOCI with SQLite is missing (libsoci-dev, libsqlite3-dev); scripts/install-dependencies "
        "installs it."
    )
  endif()
  add_library(oakprobe_soci INTERFACE)
  target_include_directories(oakprobe_soci SYSTEM INTERFACE ${OAKPROBE_SOCI_INCLUDE})
  if(OAKPROBE_POSTGRESQL)
    find_library(OAKPROBE_SOCI_POSTGRESQL NAMES libsoci_postgresql.a soci_postgresql REQUIRED)
    find_library(OAKPROBE_PQ NAMES pq REQUIRED)
    find_path(OAKPROBE_PQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
    target_include_directories(oakprobe_soci SYSTEM INTERFACE ${OAKPROBE_PQ_INCLUDE})
    target_compile_definitions(oakprobe_soci INTERFACE OAKPROBE_POSTGRESQL)
    target_link_libraries(oakprobe_soci INTERFACE ${OAKPROBE_SOCI_POSTGRESQL} ${OAKPROBE_PQ})
  endif()
  target_link_libraries(
    oakprobe_soci INTERFACE ${OAKPROBE_SOCI_SQLITE} ${OAKPROBE_SOCI_CORE} ${OAKPROBE_SQLITE}
                            Threads::Threads ${CMAKE_DL_LIBS}
  )
endif()
find_library(OAKPROBE_YAML_CPP_STATIC libyaml-cpp.a)
find_path(OAKPROBE_YAML_CPP_INCLUDE yaml-cpp/yaml.h)
add_library(oakprobe_yaml INTERFACE)
if(OAKPROBE_YAML_CPP_STATIC AND OAKPROBE_YAML_CPP_INCLUDE)
  target_link_libraries(oakprobe_yaml INTERFACE ${OAKPROBE_YAML_CPP_STATIC})
  target_include_directories(oakprobe_yaml SYSTEM INTERFACE ${OAKPROBE_YAML_CPP_INCLUDE})
else()
  find_package(yaml-cpp REQUIRED)
  if(NOT TARGET yaml-cpp::yaml-cpp) # before yaml-cpp 0.8 the target has no namespace
    add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
  endif()
  target_link_libraries(oakprobe_yaml INTERFACE yaml-cpp::yaml-cpp)
endif()
if(NOT OAKPROBE_AGENT_ONLY)
  find_package(pugixml REQUIRED)
  # Linked in where the distribution has the archive, as the other libraries are.
  add_library(oakprobe_pugixml INTERFACE)
  if(TARGET pugixml::static)
    target_link_libraries(oakprobe_pugixml INTERFACE pugixml::static)
  else()
    target_link_libraries(oakprobe_pugixml INTERFACE pugixml::pugixml)
  endif()
endif()
# TLS for the agent alone: OpenSSL's would add 4.2 MB to it, mbedTLS 0.6 MB.
find_path(OAKPROBE_MBEDTLS_INCLUDE mbedtls/ssl.h REQUIRED)
add_library(oakprobe_tls INTERFACE)
target_include_directories(oakprobe_tls SYSTEM INTERFACE ${OAKPROBE_MBEDTLS_INCLUDE})
foreach(part IN ITEMS mbedtls mbedx509 mbedcrypto) # each needs the next
  find_library(OAKPROBE_${part}_STATIC lib${part}.a REQUIRED)
  target_link_libraries(oakprobe_tls INTERFACE ${OAKPROBE_${part}_STATIC})
endforeach()
