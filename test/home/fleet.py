"""The fleet that is played: hosts, their servers and what happens to them in a
day, and so the answers that home must find. Times are seconds of the day.

A server is a recording of test/recordings with its identifiers, uptime, cluster
and counters changed to those of the moment.
"""

import json
import pathlib
import re
import socketserver
import struct
import threading

RECORDINGS = pathlib.Path(__file__).resolve().parents[1] / 'recordings'
TICK = 600
DAY = 86400
OPERATIONS = ('reads', 'writes', 'scans', 'queries')

# The statistic that a server of that generation counts an operation with, from
# the documentation of the servers: of several the first that there is.
STATISTICS = {
    'reads': ('client_read_success', 'stat_read_success'),
    'writes': ('client_write_success', 'stat_write_success'),
    'scans': ('pi_query_short_basic_complete', 'scan_basic_complete',
              'tscan_succeeded'),
    'queries': ('si_query_short_basic_complete', 'query_basic_complete',
                'query_lookups'),
}


def at(hour, minute=0):
  return hour * 3600 + minute * 60


class Cluster:
  """Nodes, each with the time at which it joined (before the day: -1), and the
  times at which one of them restarted. A cluster has a random key, and a new
  one with each change."""

  def __init__(self, name, number, nodes, restarts=()):
    self.name = name
    self.number = number
    self.nodes = nodes
    self.changes = [*nodes.values(), *restarts]

  def size(self, second):
    return sum(joined <= second for joined in self.nodes.values())

  def key(self, second):
    changed = max(change for change in self.changes if change <= second)
    return f'{0xA0B1C2D30000 + self.number * 256 + (changed + 1) // 600:012X}'


class Host:
  """One server and its agent.

  `start`: when the server started, `restart`: when it started again; `first`,
  `last`: between which times the agent is started by its timer; `away`: when
  nothing of the host worked; `down`, `slow`: when the server did not answer, or
  too late; `off`: from when on reporting is switched off; `new_key`: when the
  site made a new secret key.
  """

  def __init__(self, name, recording, cluster, rate, *, start=-at(50),
               restart=None, first=0, last=DAY, away=(0, 0), down=(0, 0),
               slow=(0, 0), off=DAY, new_key=None, storage=None):
    self.name = name
    self.recording = recording
    self.cluster = cluster
    self.rate = rate  # reads a second; the others follow from it
    self.start = start
    self.restart = restart
    self.first, self.last, self.away = first, last, away
    self.down, self.slow, self.off = down, slow, off
    self.new_key = new_key
    self.storage = storage
    self.offset = 0  # of its timer
    self.reports = []  # of those that the server answered: (second, start)
    self.responses = json.loads(
        (RECORDINGS / f'{recording}.json').read_text())['responses']
    self.build = self.responses['build'].split('\t')[1].strip()

  @property
  def release(self):
    return '.'.join(self.build.split('.')[:2])

  def started(self, second):
    if self.restart is not None and second >= self.restart:
      return self.restart
    return self.start

  def state(self, second):
    """What a run of the agent finds: away, down, slow, off or up."""
    if not self.first <= second < self.last:
      return 'away'
    for state, (begin, end) in (('away', self.away), ('down', self.down),
                                ('slow', self.slow), ('off', (self.off, DAY))):
      if begin <= second < end:
        return state
    return 'up'

  def counted(self, operation, second, start):
    """The counter of an operation, of a server that started then. By day it
    does three times what it does by night."""
    def nights(s):  # seconds, those of the day three times
      whole, rest = divmod(s, DAY)
      return whole * 2 * DAY + rest + 2 * min(max(rest - at(6), 0), at(12))
    share = {'reads': 1, 'writes': 1 / 4, 'scans': 1 / 400, 'queries': 1 / 50}
    return int(self.rate * share[operation] * (nights(second) - nights(start)))

  def answers(self, second):
    """The replies of the server, by command."""
    start = self.started(second)
    number = self.cluster.number * 16 + list(self.cluster.nodes).index(
        self.name)
    node = f'BB9{number:02X}B2A1EFEC3C'[:15]
    old_key = re.search(r'cluster_key=(\w+)',
                        self.responses['statistics'])[1]
    size = self.cluster.size(second)
    text = {}
    for command, reply in self.responses.items():
      reply = reply.replace('BB901B2A1EFEC3C', node)
      reply = reply.replace('10.77.0.', f'10.77.{number}.')
      text[command] = reply.replace(old_key, self.cluster.key(second))
    for command in [c for c in text
                    if c.startswith(('statistics', 'namespace/'))]:
      numbers = {'cluster_size': size, 'ns_cluster_size': size,
                 'uptime': second - start}
      for name in re.findall(r'[\t;](\w+)=', text[command]):
        if re.search(r'_(success|complete|succeeded)$|^query_(lookups|agg)$',
                     name):
          numbers[name] = 0
      if command in ('statistics', 'namespace/' + self.namespaces()[0]):
        for operation, names in STATISTICS.items():
          for name in names:
            if re.search(rf'[\t;]{name}=', text[command]):
              numbers[name] = self.counted(operation, second, start)
              break
      text[command] = re.sub(
          r'(?<=[\t;])(\w+)=(\d+)',
          lambda match: f'{match[1]}={numbers.get(match[1], match[2])}',
          text[command])
      if self.storage:
        text[command] = re.sub('(storage-engine|type)=device',
                               rf'\1={self.storage}', text[command])
    return text

  def namespaces(self):
    return self.responses['namespaces'].split('\t')[1].strip().split(';')


def fleet():
  """The hosts of the day, by name."""
  alpha = Cluster('alpha', 1, {f'alpha{n}': -1 for n in (1, 2, 3)})
  beta = Cluster('beta', 2, {f'beta{n}': -1 for n in (1, 2, 3)})
  grows = Cluster('grows', 3, {'grows1': -1, 'grows2': at(6, 20),
                               'grows3': at(14, 20)})
  doomed = Cluster('doomed', 4, {'doomed1': -1, 'doomed2': -1})

  def single(name, number, start=-1):
    return Cluster(name, number, {name: start})

  hosts = [
      Host('alpha1', '8.1.2.0-cluster3', alpha, 40),
      Host('alpha2', '8.1.2.0-cluster3', alpha, 40),
      Host('alpha3', '8.1.2.0-cluster3', alpha, 40),
      Host('beta1', '7.2.0.17-cluster3', beta, 20),
      Host('beta2', '7.2.0.17-cluster3', beta, 20),
      Host('beta3', '7.2.0.17-cluster3', beta, 20, new_key=at(9)),
      Host('grows1', '6.4.0.34-cluster3', grows, 30),
      Host('grows2', '6.4.0.34-cluster3', grows, 30, start=at(6, 20),
           first=at(6, 20)),
      Host('grows3', '6.4.0.34-cluster3', grows, 30, start=at(14, 20),
           first=at(14, 20)),
      Host('doomed1', 'hand/5.1.0', doomed, 10, down=(at(15, 20), DAY)),
      Host('doomed2', 'hand/5.1.0', doomed, 10, last=at(15, 20)),
      Host('idle', 'hand/3.3.5', single('idle', 5), 0),
      Host('away', '4.9.0.37-cluster3', single('away', 6), 5,
           away=(at(2), at(6))),
      Host('slow', '6.4.0.34-fresh', single('slow', 7), 5,
           slow=(at(13), at(13, 10))),
      Host('steady', '8.1.2.0-fresh', single('steady', 8), 5),
      Host('restarts', '8.1.2.0-cluster3',
           Cluster('restarts', 9, {'restarts': -1}, [at(10, 25)]), 15,
           restart=at(10, 25), down=(at(10, 10), at(10, 30))),
      Host('switched-off', '4.9.0.37-cluster3', single('switched-off', 10), 5,
           off=at(18)),
      Host('rekeyed', '7.2.0.17-cluster3', single('rekeyed', 11), 5,
           new_key=at(8), storage='pmem'),
      Host('created', '8.1.2.0-cluster3', single('created', 12, at(10, 58)), 5,
           start=at(10, 58), first=at(11)),
  ]
  for number, host in enumerate(hosts):
    host.offset = number * 25  # all within one interval
  return {host.name: host for host in hosts}


class Server(socketserver.ThreadingTCPServer):
  """A server on loopback; what it answers is replaced at any time."""

  allow_reuse_address = True
  daemon_threads = True

  def __init__(self, port, answers):
    self.answers = answers
    super().__init__(('127.0.0.1', port), Talk)
    threading.Thread(target=self.serve_forever, args=(0.05,),
                     daemon=True).start()

  def stop(self):
    self.shutdown()
    self.server_close()


class Talk(socketserver.StreamRequestHandler):
  """The info protocol: a command a line, a reply a line."""

  def handle(self):
    while len(head := self.rfile.read(8)) == 8:
      size = struct.unpack('>Q', b'\0\0' + head[2:])[0]
      commands = self.rfile.read(size).decode().splitlines()
      answers = self.server.answers
      if answers is None:
        # However long the agent waits.
        self.rfile.read(1)
        return
      reply = ''.join(answers.get(command, '') for command in commands)
      self.wfile.write(b'\2\1' + struct.pack('>Q', len(reply.encode()))[2:] +
                       reply.encode())
