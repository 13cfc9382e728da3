package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.Multiaddr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostNamesTest {
  @Test
  void aNameStandsForAllItsAddressesInTheirOrder() throws Exception {
    assertThat(sockets("/dns/two.example/tcp/7", "192.0.2.1", "2001:db8::1", "192.0.2.2"))
        .extracting(each -> each.getAddress().getHostAddress() + " " + each.getPort())
        .containsExactly("192.0.2.1 7", "2001:db8:0:0:0:0:0:1 7", "192.0.2.2 7");
  }

  @Test
  void onlyAddressesOfTheKindThatIsAskedForAreTaken() throws Exception {
    assertThat(sockets("/dns4/two.example/tcp/7", "2001:db8::1", "192.0.2.1")).hasSize(1);
    assertThat(sockets("/dns6/two.example/tcp/7", "2001:db8::1", "192.0.2.1")).hasSize(1);
    assertThatThrownBy(() -> sockets("/dns6/two.example/tcp/7", "192.0.2.1"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("the host two.example has no address for /dns6");
  }

  @Test
  void ofManyAddressesOnlyTheFirstAreTaken() throws Exception {
    String[] many = new String[100];
    Arrays.setAll(many, i -> "192.0.2." + i);

    assertThat(sockets("/dns/many.example/tcp/7", many)).hasSize(HostNames.MAX_ADDRESSES);
  }

  @Test
  void aNameThatNobodyKnowsIsSaid() {
    HostNames names =
        new HostNames(
            name -> {
              throw new UnknownHostException(name + ": Name or service not known");
            });

    assertThatThrownBy(() -> names.sockets(Multiaddr.parse("/dns/no.example/tcp/7")))
        .hasMessage("there is no host named no.example");
  }

  private static List<InetSocketAddress> sockets(String address, String... found)
      throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[found.length];
    for (int i = 0; i < found.length; i++) {
      addresses[i] = InetAddress.getByName(found[i]);
    }
    return new HostNames(name -> addresses).sockets(Multiaddr.parse(address));
  }
}
