// Shows the thread sanitizer what Synchronization.Mutex does on Linux; loaded before all else by Scripts/test.
//
// The uncontended ways of locking are inlined where the sanitizer sees them. The contended ones are in
// libswiftSynchronization, which is not instrumented, and the kernel hands the lock over (FUTEX_LOCK_PI): without this,
// every mutex that two threads wait for is reported as a race of what it guards.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

// In the processes that are no test, such as `swift test` itself, there is no sanitizer.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

typedef SWIFT void Lock(uint32_t thread, SELF);
typedef SWIFT bool TryLock(SELF);
typedef SWIFT void Unlock(SELF);

static Lock *next_lock;
static TryLock *next_try_lock;
static Unlock *next_unlock;

__attribute__((constructor)) static void find(void) {
    next_lock = (Lock *)dlsym(RTLD_NEXT, LOCK);
    next_try_lock = (TryLock *)dlsym(RTLD_NEXT, TRY_LOCK);
    next_unlock = (Unlock *)dlsym(RTLD_NEXT, UNLOCK);
}

SWIFT void lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void lock(uint32_t thread, SELF) {
    next_lock(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT bool try_lock(SELF) __asm__(TRY_LOCK);
SWIFT bool try_lock(SELF) {
    bool is_locked = next_try_lock(mutex);
    if (is_locked && __tsan_acquire) __tsan_acquire(mutex);
    return is_locked;
}

SWIFT void unlock(SELF) __asm__(UNLOCK);
SWIFT void unlock(SELF) {
    if (__tsan_release) __tsan_release(mutex);
    next_unlock(mutex);
}
