package dev.bzzz.p2p.discovery;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket on the mDNS port for one IP family, in the multicast group on every link that has
 * such addresses. Confined to its event loop.
 */
final class MdnsSocket {
  /** One IP family, with its group and what stands for all addresses (RFC 6762 section 3). */
  enum Family {
    IPV4(SocketProtocolFamily.INET, "224.0.0.251", "0.0.0.0"),
    IPV6(SocketProtocolFamily.INET6, "ff02::fb", "::");

    private final SocketProtocolFamily protocol;
    private final String group;
    private final String any;

    Family(SocketProtocolFamily protocol, String group, String any) {
      this.protocol = protocol;
      this.group = group;
      this.any = any;
    }

    boolean isOn(Links.Link link) {
      // Not all systems let IPv6 multicast onto the loopback interface, and IPv4 is enough there.
      return this == IPV4 ? link.has4() : link.has6() && !link.loopback();
    }

    InetSocketAddress group() {
      return new InetSocketAddress(group, PORT);
    }

    private boolean isOf(InetAddress address) {
      return address instanceof Inet4Address == (this == IPV4);
    }
  }

  static final int PORT = 5353;

  private static final int TTL = 255;
  private static final boolean SHARES_PORT = sharesPort();
  private static final Logger LOG = LoggerFactory.getLogger(MdnsSocket.class);

  private final Family family;
  private final NioDatagramChannel channel;
  private final Map<String, NetworkInterface> joined = new TreeMap<>();
  private final Set<String> refused = new TreeSet<>();

  private MdnsSocket(Family family, NioDatagramChannel channel) {
    this.family = family;
    this.channel = channel;
  }

  /**
   * Opens the socket. That fails when the port belongs to a program that does not share it, or when
   * the host has no such family.
   *
   * @param received told of every datagram, on the loop
   * @param opened told once, on the loop, if it could be opened
   */
  static void open(
      EventLoop loop,
      Family family,
      BiConsumer<byte[], InetSocketAddress> received,
      Consumer<MdnsSocket> opened) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> new NioDatagramChannel(family.protocol))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.IP_MULTICAST_LOOP_DISABLED, false)
            .option(ChannelOption.IP_MULTICAST_TTL, TTL)
            // One byte more than is read, so that a longer datagram is seen to be too long.
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(MdnsMessage.MAX_BYTES + 1))
            .handler(new Receiver(family, received));
    if (SHARES_PORT) {
      bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    ChannelFuture bound = bootstrap.bind(family.any, PORT);
    bound.addListener(
        done -> {
          if (bound.isSuccess()) {
            opened.accept(new MdnsSocket(family, (NioDatagramChannel) bound.channel()));
          } else {
            LOG.info(
                "mdns={} cannot be used, so no peers are found by it: {}",
                family,
                bound.cause().toString());
          }
        });
  }

  private static boolean sharesPort() {
    try (DatagramChannel probe = DatagramChannel.open()) {
      return probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    } catch (IOException e) {
      return false;
    }
  }

  /** Joins the group on links that have come; links that have gone are no longer sent to. */
  void use(Links links) {
    Map<String, NetworkInterface> usable = new TreeMap<>();
    for (Links.Link link : links.all()) {
      if (family.isOn(link) && (link.multicast() || link.loopback())) {
        usable.put(key(link.nif()), link.nif());
      }
    }
    joined
        .keySet()
        .retainAll(usable.keySet()); // the system leaves the group on a link that is gone
    refused.retainAll(usable.keySet());
    usable.forEach(
        (key, nif) -> {
          if (!joined.containsKey(key) && !refused.contains(key)) {
            join(key, nif);
          }
        });
  }

  /** An interface that comes back is another one, even if it has the same name. */
  private static String key(NetworkInterface nif) {
    return nif.getName() + "/" + nif.getIndex();
  }

  private void join(String key, NetworkInterface nif) {
    ChannelFuture done = channel.joinGroup(family.group().getAddress(), nif, null);
    done.addListener(
        ignored -> {
          if (done.isSuccess()) {
            joined.put(key, nif);
          } else {
            refused.add(key);
            LOG.debug("mdns={} link={} joined=false: {}", family, key, done.cause().toString());
          }
        });
  }

  /** Sends to everybody on every link that has been joined. */
  void multicast(byte[] datagram) {
    for (NetworkInterface nif : joined.values()) {
      try {
        // Written at once, as long as the system has room: the next turn uses another interface.
        channel.config().setNetworkInterface(nif);
        send(datagram, family.group(), nif.getName());
      } catch (ChannelException e) {
        LOG.debug("mdns={} link={} sent=false: {}", family, nif.getName(), e.toString()); // it went
      }
    }
  }

  /** Sends to one host of this family; to those of others nothing is sent. */
  void unicast(byte[] datagram, InetSocketAddress to) {
    if (family.isOf(to.getAddress())) {
      send(datagram, to, "-");
    }
  }

  private void send(byte[] datagram, InetSocketAddress to, String link) {
    channel
        .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to))
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                LOG.debug("mdns={} link={} sent=false: {}", family, link, done.cause().toString());
              }
            });
  }

  /** How many links have been joined. */
  int links() {
    return joined.size();
  }

  void close() {
    channel.close();
  }

  /** Hands datagrams of the family on, each as bytes of its own. */
  private static final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Family family;
    private final BiConsumer<byte[], InetSocketAddress> received;

    Receiver(Family family, BiConsumer<byte[], InetSocketAddress> received) {
      this.family = family;
      this.received = received;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (family.isOf(packet.sender().getAddress())) {
        ByteBuf content = packet.content();
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        received.accept(bytes, packet.sender());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("mdns={} error={}", family, cause.toString());
    }
  }
}
