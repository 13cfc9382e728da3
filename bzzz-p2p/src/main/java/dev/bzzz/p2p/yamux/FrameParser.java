package dev.bzzz.p2p.yamux;

/**
 * Finds frames in bytes that come split in any way. Holds at most one incomplete header: what a
 * frame carries is handed on as it comes, however long the frame says it is.
 */
final class FrameParser {
  /** Takes frames apart: a beginning, parts of what it carries, an end. */
  interface Sink {
    void begin(FrameHeader header);

    void payload(byte[] bytes, int from, int length);

    void end();

    /** Whether the rest is of no interest any more. */
    boolean stopped();
  }

  private final Sink sink;
  private final byte[] header = new byte[FrameHeader.SIZE];
  private int headerBytes;
  private long payloadLeft;

  FrameParser(Sink sink) {
    this.sink = sink;
  }

  void feed(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && !sink.stopped()) {
      at += payloadLeft > 0 ? payload(bytes, at) : header(bytes, at);
    }
  }

  private int payload(byte[] bytes, int at) {
    int length = (int) Math.min(payloadLeft, bytes.length - at);
    sink.payload(bytes, at, length);
    payloadLeft -= length;
    if (payloadLeft == 0) {
      sink.end();
    }
    return length;
  }

  private int header(byte[] bytes, int at) {
    int available = bytes.length - at;
    if (headerBytes == 0 && available >= FrameHeader.SIZE) {
      begin(FrameHeader.read(bytes, at));
      return FrameHeader.SIZE;
    }
    int length = Math.min(FrameHeader.SIZE - headerBytes, available);
    System.arraycopy(bytes, at, header, headerBytes, length);
    headerBytes += length;
    if (headerBytes == FrameHeader.SIZE) {
      headerBytes = 0;
      begin(FrameHeader.read(header, 0));
    }
    return length;
  }

  private void begin(FrameHeader frame) {
    sink.begin(frame);
    payloadLeft = frame.type() == FrameHeader.DATA ? frame.length() : 0;
    if (payloadLeft == 0) {
      sink.end();
    }
  }
}
