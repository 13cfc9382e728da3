package dev.bzzz.p2p.jvm;

/** Makes threads that do not keep the JVM alive. */
final class Daemons {
  private Daemons() {}

  static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
