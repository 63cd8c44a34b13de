# What kubectl itself reads in a line: it has no parser that could be asked alone, so the real program runs, against a server on the
# loopback that knows a few resources and remembers what it was asked. Its home, its cache and its only cluster are a new folder.

import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from oracle import HOME, Refused, prepare, serve

KUBECTL = os.environ.get('KUBECTL', '/usr/bin/kubectl')
SECONDS = 20
prepare({'KUBECONFIG': os.path.join(HOME, 'config'), 'KUBECACHEDIR': os.path.join(HOME, 'cache'), 'KUBERC': 'off'})


def resources(*rows):
    return [
        {'name': name, 'singularName': singular, 'kind': kind, 'namespaced': spaced, 'shortNames': short.split(), 'verbs': ['get', 'list']}
        for name, singular, kind, spaced, short in rows
    ]


GROUPS = {
    'api/v1': resources(
        ('pods', 'pod', 'Pod', True, 'po'),
        ('services', 'service', 'Service', True, 'svc'),
        ('nodes', 'node', 'Node', False, 'no'),
        ('namespaces', 'namespace', 'Namespace', False, 'ns'),
        ('events', 'event', 'Event', True, 'ev'),
        ('configmaps', 'configmap', 'ConfigMap', True, 'cm'),
        ('secrets', 'secret', 'Secret', True, ''),
        ('endpoints', 'endpoints', 'Endpoints', True, 'ep'),
        ('limitranges', 'limitrange', 'LimitRange', True, 'limits'),
        ('resourcequotas', 'resourcequota', 'ResourceQuota', True, 'quota'),
        ('replicationcontrollers', 'replicationcontroller', 'ReplicationController', True, 'rc'),
        ('serviceaccounts', 'serviceaccount', 'ServiceAccount', True, 'sa'),
        ('persistentvolumes', 'persistentvolume', 'PersistentVolume', False, 'pv'),
        ('persistentvolumeclaims', 'persistentvolumeclaim', 'PersistentVolumeClaim', True, 'pvc'),
    ),
    'apis/apps/v1': resources(
        ('deployments', 'deployment', 'Deployment', True, 'deploy'),
        ('daemonsets', 'daemonset', 'DaemonSet', True, 'ds'),
        ('statefulsets', 'statefulset', 'StatefulSet', True, 'sts'),
        ('replicasets', 'replicaset', 'ReplicaSet', True, 'rs'),
    ),
    'apis/batch/v1': resources(('jobs', 'job', 'Job', True, ''), ('cronjobs', 'cronjob', 'CronJob', True, 'cj')),
    'apis/autoscaling/v2': resources(('horizontalpodautoscalers', 'horizontalpodautoscaler', 'HorizontalPodAutoscaler', True, 'hpa')),
    'apis/networking.k8s.io/v1': resources(('ingresses', 'ingress', 'Ingress', True, 'ing'), ('networkpolicies', 'networkpolicy', 'NetworkPolicy', True, 'netpol')),
    'apis/storage.k8s.io/v1': resources(('storageclasses', 'storageclass', 'StorageClass', False, 'sc')),
    'apis/policy/v1': resources(('poddisruptionbudgets', 'poddisruptionbudget', 'PodDisruptionBudget', True, 'pdb')),
    'apis/metrics.k8s.io/v1beta1': resources(('pods', '', 'PodMetrics', True, ''), ('nodes', '', 'NodeMetrics', False, '')),
}
VERSION = {'major': '1', 'minor': '32', 'gitVersion': 'v1.32.4'}


def discovery(path):
    if path == 'version':
        return VERSION
    if path == 'api':
        return {'kind': 'APIVersions', 'versions': ['v1']}
    if path == 'apis':
        names = [one.split('/')[1:] for one in GROUPS if one.startswith('apis/')]
        versions = [(name, {'groupVersion': f'{name}/{version}', 'version': version}) for name, version in names]
        groups = [{'name': name, 'versions': [version], 'preferredVersion': version} for name, version in versions]
        return {'kind': 'APIGroupList', 'apiVersion': 'v1', 'groups': groups}
    if path in GROUPS:
        version = path.split('/', 1)[1]
        return {'kind': 'APIResourceList', 'apiVersion': 'v1', 'groupVersion': version, 'resources': GROUPS[path]}
    return None


asked = []


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_args):
        pass

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        path = url.path.strip('/')
        known = discovery(path) if self.command == 'GET' else None
        if known is None:
            query = [[name, value] for name, value in urllib.parse.parse_qsl(url.query, keep_blank_values=True)]
            asked.append([self.command, '/' + path, query])
            known = self.content(path)
        body = b'' if known is None else json.dumps(known).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def content(path):
        """An empty list, an object of that name, or the empty text of a log."""
        group = next((one for one in sorted(GROUPS, key=len, reverse=True) if path.startswith(one + '/')), None)
        words = path[len(group) + 1 :].split('/') if group else []
        namespace = words[1] if words[:1] == ['namespaces'] and len(words) > 2 else None
        if words[:1] == ['namespaces'] and len(words) > 2:
            words = words[2:]
        row = next((one for one in GROUPS.get(group, []) if words and one['name'] == words[0]), None)
        if row is None or len(words) > 2:
            return None
        version = group.split('/', 1)[1]
        if len(words) == 1:
            return {'kind': row['kind'] + 'List', 'apiVersion': version, 'metadata': {}, 'items': []}
        containers = [{'name': 'main', 'image': 'x'}]
        spec = {'containers': containers, 'selector': {'matchLabels': {'a': 'b'}}, 'template': {'spec': {'containers': containers}}}
        return {'kind': row['kind'], 'apiVersion': version, 'metadata': {'name': words[1], 'namespace': namespace or ''}, 'spec': spec}

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(os.environ['KUBECONFIG'], 'w', encoding='utf-8') as config:
    cluster = {'name': 'here', 'cluster': {'server': f'http://127.0.0.1:{server.server_port}'}}
    context = {'name': 'here', 'context': {'cluster': 'here', 'user': 'nobody'}}
    content = {'apiVersion': 'v1', 'kind': 'Config', 'clusters': [cluster], 'contexts': [context], 'users': [{'name': 'nobody', 'user': {}}]}
    json.dump({**content, 'current-context': 'here'}, config)


def answer(argv):
    asked.clear()
    try:
        ran = subprocess.run([KUBECTL, *argv[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refused('it does not end', 'effect') from None
    # What fails behind the first request, fails because there is no cluster.
    if ran.returncode != 0 and not asked:
        raise Refused(ran.stderr.strip() or 'it failed')
    return {'operation': argv[1] if len(argv) > 1 else '', 'path': [], 'requests': list(asked)}


if __name__ == '__main__':
    serve(answer)
