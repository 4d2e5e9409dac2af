/*
 * Linked into the static program only: hosts are looked up in /etc/hosts and by DNS, whatever /etc/nsswitch.conf says.
 * Other sources are shared libraries of the distribution, and one made for another C library ends the program.
 */
#include <netdb.h>
#include <nss.h>

__attribute__((constructor)) static void look_up_hosts_without_libraries(void) {
    __nss_configure_lookup("hosts", "files dns");
}
