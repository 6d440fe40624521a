#include "net/privileges/syscall_filter.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <sched.h>
#include <unistd.h>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace oakprobe::net {
namespace {

#if defined(__x86_64__) && !defined(__ILP32__)
constexpr std::uint32_t this_machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__) && !defined(__ILP32__)
constexpr std::uint32_t this_machine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t this_machine = 0;
#endif

// Numbers since Linux 5.1 are the same everywhere; a C library's headers may be older.
constexpr std::uint32_t since_5_1[] = {
    425,  // io_uring_setup
    426,  // io_uring_enter
    427,  // io_uring_register
    428,  // open_tree
    429,  // move_mount
    430,  // fsopen
    431,  // fsconfig
    432,  // fsmount
    433,  // fspick
    438,  // pidfd_getfd
    440,  // process_madvise
    442,  // mount_setattr
    443,  // quotactl_fd
    467,  // open_tree_attr
};

constexpr std::uint32_t starting_programs[] = {
#ifdef __x86_64__
    SYS_fork,
    SYS_vfork,
#endif
    SYS_execve,
    SYS_execveat,
};

constexpr std::uint32_t refused[] = {
#ifdef __x86_64__
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
#endif
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_reboot,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_swapon,
    SYS_swapoff,
    SYS_quotactl,
    SYS_acct,
    SYS_syslog,
    SYS_vhangup,
    SYS_personality,
    SYS_fanotify_init,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
};

constexpr std::uint32_t new_namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                         CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

constexpr std::uint32_t x32_bit = 0x40000000;

constexpr std::uint32_t answer(std::uint32_t error) { return SECCOMP_RET_ERRNO | error; }

// Each test is followed by what becomes of a call that it meets.
class Program {
 public:
  Program(Namespaces namespaces, Programs programs) {
    load(offsetof(seccomp_data, arch));
    unless(BPF_JEQ, this_machine, answer(EPERM));
    load(offsetof(seccomp_data, nr));
#ifdef __x86_64__
    when(BPF_JGE, x32_bit, answer(EPERM));
#endif
    if (programs == Programs::none)
      for (const std::uint32_t call : starting_programs) when(BPF_JEQ, call, answer(EPERM));
    for (const std::uint32_t call : refused) when(BPF_JEQ, call, answer(EPERM));
    if (namespaces == Namespaces::none) when(BPF_JEQ, SYS_setns, answer(EPERM));
    for (const std::uint32_t call : since_5_1) when(BPF_JEQ, call, answer(EPERM));
    // A thread, and no process (nor namespace), unless it may. clone3's flags can't be seen from
    // here; the C library goes on with clone where the kernel has no clone3.
    when(BPF_JEQ, SYS_clone3, answer(ENOSYS));
    unless(BPF_JEQ, SYS_clone, SECCOMP_RET_ALLOW);
    load(offsetof(seccomp_data, args[0]));  // the lower half: both machines are little-endian
    if (programs == Programs::none)
      unless(BPF_JSET, CLONE_THREAD, answer(EPERM));
    else
      when(BPF_JSET, new_namespaces, answer(EPERM));
    add(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }

  [[nodiscard]] sock_fprog view() {
    return {static_cast<unsigned short>(steps_.size()), steps_.data()};
  }

 private:
  void add(sock_filter step) { steps_.push_back(step); }
  void load(std::uint32_t offset) { add(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)); }
  void when(std::uint16_t test, std::uint32_t value, std::uint32_t result) {
    add(BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value, 0, 1));
    add(BPF_STMT(BPF_RET | BPF_K, result));
  }
  void unless(std::uint16_t test, std::uint32_t value, std::uint32_t result) {
    add(BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value, 1, 0));
    add(BPF_STMT(BPF_RET | BPF_K, result));
  }

  std::vector<sock_filter> steps_;
};

}  // namespace

ErrorCode refuse_system_calls(Namespaces namespaces, Programs programs) {
  if (this_machine == 0) return from_errno(EOPNOTSUPP);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return from_errno(errno);
  Program program(namespaces, programs);
  const sock_fprog view = program.view();
  // SPEC_ALLOW: it runs nobody else's code, which a kernel would have to slow down.
  constexpr unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  const long result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &view);
  if (result == 0) return {};
  return from_errno(result > 0 ? EBUSY : errno);  // above 0: a thread with a filter of its own
}

}  // namespace oakprobe::net
