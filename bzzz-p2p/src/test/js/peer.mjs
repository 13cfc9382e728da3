// A js-libp2p peer that a test drives: one JSON object per line in, one per line out.
//
//   node peer.mjs STACK OPTIONS      STACK: js-libp2p-2 or js-libp2p-3; OPTIONS: JSON, see below
//
// Its answers to a command repeat the command's `id`. It ends when its input does.
import { createInterface } from 'node:readline'

// Both generations ask for it, and node 20 lacks it.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new Promise((a, b) => { resolve = a; reject = b })
  return { promise, resolve, reject }
}

const [stackName, optionText] = process.argv.slice(2)
const options = {
  listen: ['/ip4/127.0.0.1/tcp/0'], // [] to only dial
  mdns: null, //                       the service tag, e.g. _p2p._udp.local
  messageId: 'spec', //                from ++ seqno; or 'own', the library's default
  gossip: {}, //                       D, Dlo, Dhi, floodPublish, … as the library names them
  seed: null, //                       64 hexadecimal digits for a key that stays the same
  ...JSON.parse(optionText ?? '{}')
}

const say = event => process.stdout.write(JSON.stringify(event) + '\n')
const hex = bytes => Buffer.from(bytes).toString('hex')

const { load, name } = await import(`./${stackName}/stack.mjs`)
const lib = await load()

function specId (message) {
  const seqno = Buffer.alloc(8)
  seqno.writeBigUInt64BE(message.sequenceNumber)
  return Buffer.concat([message.from.toMultihash().bytes, seqno])
}

const services = {
  identify: lib.identify(),
  ping: lib.ping(),
  pubsub: lib.gossipsub({
    emitSelf: false,
    allowPublishToZeroTopicPeers: true,
    // Many peers of a test share the loopback address.
    scoreParams: { IPColocationFactorWeight: 0 },
    ...(options.messageId === 'spec' ? { msgIdFn: specId } : {}),
    ...options.gossip
  })
}
function mdns (components) {
  const finder = lib.mdns({ serviceTag: options.mdns, interval: 1000 })(components)
  finder.addEventListener('peer', e => say({
    event: 'found', peer: e.detail.id.toString(), addresses: e.detail.multiaddrs.map(String)
  }))
  return finder
}
const node = await lib.createLibp2p({
  ...(options.seed === null
    ? {}
    : { privateKey: await lib.generateKeyPairFromSeed('Ed25519', Buffer.from(options.seed, 'hex')) }),
  addresses: { listen: options.listen },
  transports: [lib.tcp()],
  connectionEncrypters: [lib.noise()],
  streamMuxers: [lib.yamux()],
  peerDiscovery: options.mdns === null ? [] : [mdns],
  services
})

node.addEventListener('connection:open', e => say({ event: 'connected', peer: e.detail.remotePeer.toString() }))
node.addEventListener('connection:close', e => say({ event: 'disconnected', peer: e.detail.remotePeer.toString() }))
node.addEventListener('peer:identify', e => say({
  event: 'identified',
  peer: e.detail.peerId.toString(),
  agentVersion: e.detail.agentVersion,
  protocolVersion: e.detail.protocolVersion,
  protocols: e.detail.protocols,
  listenAddresses: e.detail.listenAddrs.map(String),
  signedRecord: e.detail.signedPeerRecord !== undefined
}))
node.services.pubsub.addEventListener('gossipsub:message', e => say({
  event: 'message',
  topic: e.detail.msg.topic,
  from: e.detail.msg.from?.toString(),
  seqno: e.detail.msg.sequenceNumber?.toString(),
  signed: e.detail.msg.type === 'signed',
  source: e.detail.propagationSource.toString(),
  id: e.detail.msgId,
  size: e.detail.msg.data.length,
  data: Buffer.from(e.detail.msg.data).toString('base64')
}))

const pubsub = node.services.pubsub
const commands = {
  dial: async c => { await node.dial(lib.multiaddr(c.address)) },
  hangUp: async c => { await node.hangUp(lib.peerIdFromString(c.peer)) },
  ping: async c => ({ millis: await node.services.ping.ping(lib.peerIdFromString(c.peer)) }),
  subscribe: async c => { pubsub.subscribe(c.topic) },
  unsubscribe: async c => { pubsub.unsubscribe(c.topic) },
  publish: async c => ({ recipients: (await pubsub.publish(c.topic, Buffer.from(c.data, 'base64'))).recipients.length }),
  peers: async () => ({ peers: node.getPeers().map(String) }),
  subscribers: async c => ({ peers: pubsub.getSubscribers(c.topic).map(String) }),
  mesh: async c => ({ peers: pubsub.getMeshPeers(c.topic) }),
  score: async c => ({ score: pubsub.score.score(c.peer) }),
  protocols: async c => ({ protocols: (await node.peerStore.get(lib.peerIdFromString(c.peer))).protocols }),
  stop: async () => { await node.stop() }
}

say({
  event: 'listening',
  stack: name,
  peer: node.peerId.toString(),
  key: hex(node.peerId.publicKey.raw),
  addresses: node.getMultiaddrs().map(String)
})

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  // Not awaited: a dial that takes its time must not hold up a ping.
  Promise.resolve()
    .then(() => commands[command.command](command))
    .then(result => {
      say({ event: 'done', id: command.id, ...result })
      if (command.command === 'stop') process.exit(0)
    })
    .catch(error => say({ event: 'failed', id: command.id, why: error.message }))
}
await node.stop()
process.exit(0)
