package dev.bzzz.p2p.net;

import dev.bzzz.core.PermanentException;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.ListenCheck;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * TCP: listens and dials, and hands on connected links. Confined to the loop, besides listening.
 */
final class Transport {
  /** How long a TCP connection may take to come about. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final int BACKLOG = 256;
  private static final SelectorProvider PROVIDER = SelectorProvider.provider();
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 * 1024, 256 * 1024);

  private final NodeLoop loop;
  private final List<Channel> listening = new ArrayList<>();

  /** All that were dialled or let in and are not closed; once it is closed, so is each newcomer. */
  private final ChannelGroup links;

  Transport(NodeLoop loop) {
    this.loop = loop;
    this.links = new DefaultChannelGroup(loop.group().next(), true);
  }

  /**
   * Listens; called before the node is used, by one thread.
   *
   * @param admit asked for every connection before a byte of it is read
   * @return the address with the port that was chosen
   * @throws PermanentException if the address cannot be had
   */
  InetSocketAddress listen(
      InetSocketAddress address, Predicate<InetSocketAddress> admit, Consumer<NettyLink> onLink) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop.group())
            .channelFactory(() -> new NioServerSocketChannel(PROVIDER, family(address)))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new Admission(links, admit, onLink))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new PermanentException(
          "cannot listen at "
              + Multiaddr.ofTcp(address)
              + ": "
              + bound.cause().getMessage()
              + "; "
              + ListenCheck.advice(address),
          bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /** Left to itself, Java takes IPv6 as well where every address of IPv4 is asked for. */
  private static SocketProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address
        ? SocketProtocolFamily.INET
        : SocketProtocolFamily.INET6;
  }

  /** What comes of a dial, on the loop. */
  interface Dialled {
    void connected(NettyLink link);

    void failed(String why);
  }

  /** Dials an address that is resolved. */
  void dial(InetSocketAddress address, Dialled dialled) {
    new Bootstrap()
        .group(loop.group())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(new Tracking(links))
        .connect(address)
        .addListener((ChannelFuture done) -> loop.run(() -> tell(done, dialled)));
  }

  /** On the loop, even when the system refuses a socket, which Netty tells on another thread. */
  private static void tell(ChannelFuture done, Dialled dialled) {
    if (done.isSuccess()) {
      dialled.connected(new NettyLink(done.channel()));
    } else {
      dialled.failed(done.cause().getMessage());
    }
  }

  /** Listens no more; links stay. */
  void close() {
    for (Channel channel : listening) {
      channel.close().awaitUninterruptibly();
    }
    listening.clear();
  }

  /**
   * Closes all links, whatever their state. The end of the loop does not: it may leave some open,
   * whose peers would wait for an answer until they lose patience.
   */
  void closeLinks() {
    links.close();
  }

  /** Remembers a link. */
  private static class Tracking extends ChannelInitializer<Channel> {
    private final ChannelGroup links;

    Tracking(ChannelGroup links) {
      this.links = links;
    }

    @Override
    protected void initChannel(Channel channel) {
      links.add(channel);
    }
  }

  /** Lets a connection in, or closes it before anything is spent on it. */
  private static final class Admission extends Tracking {
    private final Predicate<InetSocketAddress> admit;
    private final Consumer<NettyLink> onLink;

    Admission(ChannelGroup links, Predicate<InetSocketAddress> admit, Consumer<NettyLink> onLink) {
      super(links);
      this.admit = admit;
      this.onLink = onLink;
    }

    @Override
    protected void initChannel(Channel channel) {
      super.initChannel(channel);
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                  channel.pipeline().remove(this);
                  if (channel.remoteAddress() instanceof InetSocketAddress remote
                      && admit.test(remote)) {
                    onLink.accept(new NettyLink(channel));
                  } else {
                    channel.close();
                  }
                }
              });
    }
  }
}
