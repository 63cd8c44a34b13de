"""Finds the IAM access level of an operation of a service model. Nearly all are found by name; the rest by what the IAM reference says
authorises them. A wrong join can only widen what is refused or send an operation to review: no level is ever made up here."""

import json
import os
import re

# Where a service's actions stand when neither its name nor its signing name says so.
SERVICES = {
    'budgets': 'budgets',
    'cloudcontrol': 'cloudformation',
    'iot-data': 'iot',
    'iot-jobs-data': 'iotjobsdata',
    'iotsecuretunneling': 'iot',
    'mturk': 'mechanicalturk',
    'neptunedata': 'neptune-db',
    'partnercentral-account': 'partnercentral',
    'partnercentral-benefits': 'partnercentral',
    'partnercentral-channel': 'partnercentral',
    'partnercentral-selling': 'partnercentral',
    'resourcegroupstaggingapi': 'tag',
    'taxsettings': 'tax',
}

# Operations whose action has another name, as the service's IAM reference gives it.
ACTIONS = {
    's3': {
        'GetBucketAccelerateConfiguration': 'GetAccelerateConfiguration',
        'GetBucketAnalyticsConfiguration': 'GetAnalyticsConfiguration',
        'GetBucketEncryption': 'GetEncryptionConfiguration',
        'GetBucketIntelligentTieringConfiguration': 'GetIntelligentTieringConfiguration',
        'GetBucketInventoryConfiguration': 'GetInventoryConfiguration',
        'GetBucketLifecycle': 'GetLifecycleConfiguration',
        'GetBucketLifecycleConfiguration': 'GetLifecycleConfiguration',
        'GetBucketMetadataConfiguration': 'GetBucketMetadataTableConfiguration',
        'GetBucketMetricsConfiguration': 'GetMetricsConfiguration',
        'GetBucketNotificationConfiguration': 'GetBucketNotification',
        'GetBucketReplication': 'GetReplicationConfiguration',
        'GetObjectLockConfiguration': 'GetBucketObjectLockConfiguration',
        'GetPublicAccessBlock': 'GetBucketPublicAccessBlock',
        'HeadBucket': 'ListBucket',
        'HeadObject': 'GetObject',
        'ListBucketAnalyticsConfigurations': 'GetAnalyticsConfiguration',
        'ListBucketIntelligentTieringConfigurations': 'GetIntelligentTieringConfiguration',
        'ListBucketInventoryConfigurations': 'GetInventoryConfiguration',
        'ListBucketMetricsConfigurations': 'GetMetricsConfiguration',
        'ListBuckets': 'ListAllMyBuckets',
        'ListMultipartUploads': 'ListBucketMultipartUploads',
        'ListObjectVersions': 'ListBucketVersions',
        'ListObjects': 'ListBucket',
        'ListObjectsV2': 'ListBucket',
        'ListParts': 'ListMultipartUploadParts',
    },
    's3control': {
        'GetAccessPointScope': 's3express:GetAccessPointScope',
        'GetBucket': 's3-outposts:GetBucket',
        'GetBucketLifecycleConfiguration': 's3-outposts:GetLifecycleConfiguration',
        'GetBucketReplication': 's3-outposts:GetReplicationConfiguration',
        'GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
        'ListAccessPointsForDirectoryBuckets': 's3express:ListAccessPointsForDirectoryBuckets',
        'ListRegionalBuckets': 's3-outposts:ListRegionalBuckets',
    },
    'budgets': {
        'DescribeBudget': 'ViewBudget',
        'DescribeBudgetNotificationsForAccount': 'ViewBudget',
        'DescribeBudgetPerformanceHistory': 'ViewBudget',
        'DescribeBudgets': 'ViewBudget',
        'DescribeNotificationsForBudget': 'ViewBudget',
        'DescribeSubscribersForNotification': 'ViewBudget',
    },
    'keyspaces': {
        'GetKeyspace': 'cassandra:Select',
        'GetTable': 'cassandra:Select',
        'GetTableAutoScalingSettings': 'cassandra:Select',
        'GetType': 'cassandra:Select',
        'ListKeyspaces': 'cassandra:Select',
        'ListTables': 'cassandra:Select',
        'ListTypes': 'cassandra:Select',
        'ListTagsForResource': 'cassandra:Select',
    },
    'dms': {
        'DescribeDataProviders': 'ListDataProviders',
        'DescribeExtensionPackAssociations': 'ListExtensionPacks',
        'DescribeInstanceProfiles': 'ListInstanceProfiles',
        'DescribeMetadataModelAssessments': 'ListMetadataModelAssessments',
        'DescribeMetadataModelConversions': 'ListMetadataModelConversions',
        'DescribeMetadataModelExportsAsScript': 'ListMetadataModelExports',
        'DescribeMetadataModelExportsToTarget': 'ListMetadataModelExports',
        'DescribeMigrationProjects': 'ListMigrationProjects',
    },
    'taxsettings': {
        'BatchGetTaxExemptions': 'GetExemptions',
        'GetTaxExemptionTypes': 'GetExemptions',
        'ListTaxExemptions': 'GetExemptions',
    },
}

# API Gateway's actions are the HTTP methods of its resources.
BY_METHOD = ('apigateway', 'apigatewayv2')


class Levels:
    def __init__(self, folder):
        self.folder, self.actions, self.missed = folder, {}, []

    def service(self, prefix):
        if prefix not in self.actions:
            path = os.path.join(self.folder, 'actions', prefix + '.json')
            self.actions[prefix] = json.load(open(path)) if os.path.exists(path) else {}
        return self.actions[prefix]

    def named(self, prefix, operation):
        found = prefix and self.service(prefix).get(operation.lower())
        return (f"{prefix}:{found['name']}", found['accessLevel']) if found else None

    def of(self, service, metadata, operation, method):
        prefixes = [SERVICES.get(service), service, metadata.get('signingName'), metadata.get('endpointPrefix')]
        other = ACTIONS.get(service, {}).get(operation)
        candidates = [other or operation]
        if other is None and operation.endswith('V2'):
            candidates.append(operation[:-2])
        if other is None and re.match('Batch(Get|Describe|Update|Put|Create|Delete)', operation):
            candidates.append(operation[len('Batch'):])
        for name in candidates:
            prefix, colon, action = name.partition(':')
            for where in [prefix] if colon else prefixes:
                found = self.named(where, action if colon else name)
                if found:
                    return found
        if service in BY_METHOD:
            found = self.named('apigateway', method)
            if found:
                return found
        self.missed.append((service, operation))
        return None, None

    def report(self):
        print(f'{len(self.missed)} operations without a level')
