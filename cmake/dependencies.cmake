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
# What is not on every machine is linked in, so that the agent can be copied to a node that has
# nothing but the C library.
set(OPENSSL_USE_STATIC_LIBS TRUE)
find_package(OpenSSL 3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp) # before yaml-cpp 0.8 the target has no namespace
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
find_library(OAKPROBE_YAML_CPP_STATIC libyaml-cpp.a)
add_library(oakprobe_yaml INTERFACE)
if(OAKPROBE_YAML_CPP_STATIC)
  target_link_libraries(oakprobe_yaml INTERFACE ${OAKPROBE_YAML_CPP_STATIC})
else()
  target_link_libraries(oakprobe_yaml INTERFACE yaml-cpp::yaml-cpp)
endif()
# TLS for the agent alone: OpenSSL's would add 4.2 MB to it, mbedTLS 0.6 MB.
find_path(OAKPROBE_MBEDTLS_INCLUDE mbedtls/ssl.h REQUIRED)
add_library(oakprobe_tls INTERFACE)
target_include_directories(oakprobe_tls SYSTEM INTERFACE ${OAKPROBE_MBEDTLS_INCLUDE})
foreach(part IN ITEMS mbedtls mbedx509 mbedcrypto) # each needs the next
  find_library(OAKPROBE_${part}_STATIC lib${part}.a REQUIRED)
  target_link_libraries(oakprobe_tls INTERFACE ${OAKPROBE_${part}_STATIC})
endforeach()
