package dev.bzzz.p2p.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link over a TCP channel of Netty, whose buffers end here. Confined to the loop. */
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(NettyLink.class);

  private final Channel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private @Nullable Listener listener;
  private boolean reading;
  private String why = "the peer has closed the connection";

  /** Joins the pipeline of a connected channel. */
  NettyLink(Channel channel) {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.localAddress();
    this.remote = (InetSocketAddress) channel.remoteAddress();
  }

  /** Begins to hear. */
  void start(Listener hearer) {
    listener = hearer;
    channel.pipeline().addLast(this);
    if (!channel.isActive()) {
      channelInactive(null);
    }
  }

  @Override
  public void write(byte[] bytes) {
    channel.write(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting != null && waiting.totalPendingWriteBytes() > MAX_WAITING_BYTES) {
      fail("the peer does not read: more than " + MAX_WAITING_BYTES + " bytes wait for it");
    }
  }

  /** While reading, the flush at the pause sends all at once. */
  @Override
  public void flush() {
    if (!reading) {
      channel.flush();
    }
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void close() {
    channel.flush();
    channel.close();
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    buffer.release();
    reading = true;
    if (listener != null) {
      listener.received(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (listener != null) {
      listener.pause();
    }
    reading = false;
    channel.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (listener != null) {
      listener.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(@Nullable ChannelHandlerContext context) {
    Listener hearer = listener;
    listener = null;
    if (hearer != null) {
      hearer.closed(why);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("remote={} the connection failed", remote, cause);
    fail("the connection failed: " + cause.getMessage());
  }

  /** Closes later, since the caller may be in the middle of something. */
  private void fail(String reason) {
    why = reason;
    channel.eventLoop().execute(channel::close);
  }
}
